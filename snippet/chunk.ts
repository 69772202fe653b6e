import type { ConsentStamp } from "../schemas/consent.ts";
import { maySend } from "./consent.ts";
import type { listen, quietly } from "./page-life.ts";
import { base } from "./settings.ts";

/** What the chunk may use of the core. */
export interface Core {
  track: (type: string, params: object) => void;
  consent: (choice: ConsentStamp) => void;
  followSoon: () => void;
  listen: typeof listen;
  quietly: typeof quietly;
}

/** Served name with the hash of the content; the build fills it in. */
declare const $CHUNK: string;

declare const window: { dataLayer?: unknown; navigation?: unknown };

/**
 * Loads what only some pages need: forms that opted in, a data layer, single-page navigation in browsers without the
 * Navigation API. Not before sending is allowed: nothing is asked of the server until then. `import()` inherits the trust
 * of this script under any content security policy, is no Trusted Types sink, and fetches once however often it is asked.
 */
export const loadChunk = (core: Core): void => {
  if (
    maySend() &&
    (document.querySelector("[data-halley-identify]") || window.dataLayer || !window.navigation)
  ) {
    import(`${base}/${$CHUNK}`)
      .then((chunk: { default: (core: Core) => void }) => chunk.default(core))
      .catch(() => {
        // Blocked or offline: this page then goes without.
      });
  }
};
