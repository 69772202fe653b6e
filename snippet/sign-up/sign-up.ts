import type { ConsentStamp } from "../../schemas/consent.ts";
import type {
  ConsentView,
  IdentityClaim,
  SnippetSettings,
  SnippetVerbs,
} from "../../schemas/snippet-settings.ts";
import type { Draft } from "../delivery.ts";

/** The page may be gone before the second. */
const WAITS_MS = [0, 1_000, 4_000];

/**
 * Where no history may be kept, tells the server of an address whose owner asks to be written to, and of nothing else of
 * the visitor: no page, no other field. The same id every time: it is heard once. Elsewhere the core has told it.
 */
export const signUp = async (
  { signals }: SnippetSettings,
  { state }: SnippetVerbs,
  { email, phone }: IdentityClaim,
  wanted: ConsentStamp,
): Promise<void> => {
  let view!: ConsentView;
  state((now) => (view = now));
  const { consent, gpc, granted } = view;
  const at = Date.now();
  const said = {
    id: crypto.getRandomValues(new Uint32Array(4)).join(""),
    type: "identify",
    at,
    email: wanted.email_marketing === "granted" ? email : undefined,
    phone: wanted.sms_marketing === "granted" ? phone : undefined,
  };
  if (/_storage/.test(granted.join()) || !(said.email || said.phone)) return;
  for (const wait of WAITS_MS) {
    await new Promise((resolve) => (wait ? setTimeout(resolve, wait) : resolve(wait)));
    const draft: Draft = {
      v: 1,
      sent_at: Date.now(),
      consent,
      consent_at: at,
      gpc,
      signals,
      reset: undefined,
      events: [said],
    };
    try {
      // The server's route is a neighbour of this file. A string is `text/plain`: no preflight.
      const { status } = await fetch(new URL("e", import.meta.url), {
        method: "POST",
        body: JSON.stringify(draft),
        keepalive: true,
        credentials: "include",
      });
      if (status < 429) return;
    } catch {
      // Offline.
    }
  }
};
