import type { SnippetVerbs } from "../schemas/snippet-settings.ts";
import { maySend } from "./consent.ts";
import { base } from "./settings.ts";

/** `follow` is to be called after the address may have changed; without it only forms are heard. */
export type HearPage = (verbs: SnippetVerbs, follow?: () => void) => void;

/** Served name with the hash of the content; the build fills it in. */
declare const $CHUNK: string;

declare const window: { dataLayer?: unknown; navigation?: unknown };

/**
 * Loads what only some pages need: forms that opted in, a data layer, single-page navigation in browsers without the
 * Navigation API. Not before sending is allowed: nothing is asked of the server until then. `import()` inherits the trust
 * of this script under any content security policy, is no Trusted Types sink, and fetches once however often it is asked.
 */
export const loadChunk = (verbs: SnippetVerbs, follow: () => void): void => {
  if (
    maySend() &&
    (document.querySelector("[data-halley-identify]") || window.dataLayer || !window.navigation)
  ) {
    import(`${base}/${$CHUNK}`)
      .then((chunk: { default: HearPage }) => chunk.default(verbs, follow))
      .catch(() => {
        // Blocked or offline: this page then goes without.
      });
  }
};
