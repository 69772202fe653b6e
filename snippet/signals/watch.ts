import type { ConsentSignals } from "../../schemas/consent-signals.ts";
import { settings } from "../settings.ts";
import { isToolThere } from "./tools.ts";
import type { HearTools, Said, Shared } from "./adapter.ts";

/** Served name of the adapter with the hash of its content; the build fills it in. */
declare const $ADAPTER: string;

declare const window: { halley: { s?: number } };

const { hear, granted, gpc, verbs } = settings;
const name = `h.${settings.site}.s`;
const base = (document.currentScript as HTMLScriptElement | null)?.src.replace(/\.js(\?.*)?$/, "");

const hasGpc = (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl || hear.gpc;
let said: Said | undefined;

/** Tells the collector from now on, and the pages that follow. A Consent Mode default is nobody's choice: it is not kept. */
const keep: Shared["keep"] = (signals, news = said) => {
  settings.signals = signals;
  said = news;
  settings.gpc = gpc && !signals?.override_gpc;
  try {
    localStorage[name] = JSON.stringify([
      { ...signals, google: said?.google && { update: said.google } },
      said,
    ]);
  } catch {
    // Storage is blocked: it holds as long as the page.
  }
};

let wait = 250;
/** Tools come in any order, and late; once one is there, what nobody chose waits until it has spoken. */
const look = (): void => {
  const isThere = isToolThere(hear);
  if (isThere || hear.google === "set") {
    if (isThere) settings.granted = [];
    import(`${base}/${$ADAPTER}`)
      .then((adapter: { default: HearTools }) => adapter.default({ settings, granted, said, keep }))
      .catch(() => {
        // Blocked or offline: then nothing is granted that was not chosen.
      });
  } else setTimeout(look, Math.min((wait *= 1.5), 2_000));
};

if (!window.halley.s && verbs) {
  window.halley.s = 1;
  try {
    const [signals, kept] = JSON.parse(localStorage[name] as string) as [ConsentSignals, Said | undefined];
    keep(signals, kept);
  } catch {
    // Nothing was kept.
  }
  const { consent } = verbs;
  verbs.consent = (choice, signals) => {
    if (signals) {
      const told = { ...settings.signals, ...signals };
      // Nobody can knowingly override a signal that is not there.
      if (signals.override_gpc) told.override_gpc = hasGpc ? Date.now() : undefined;
      keep(told);
    }
    consent(choice);
  };
  look();
}
