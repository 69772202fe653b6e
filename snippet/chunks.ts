import type { ConsentStamp } from "../schemas/consent.ts";
import { maySend } from "./consent.ts";
import type { listen, wrap } from "./page-life.ts";
import { base } from "./settings.ts";

/** What a chunk may use of the core. */
export interface ChunkApi {
  track: (type: string, params: object) => void;
  consent: (choice: ConsentStamp) => void;
  listen: typeof listen;
  wrap: typeof wrap;
}

/** Served names with the hash of their content; the build fills them in. */
declare const $FORMS: string;
declare const $DATA_LAYER: string;

const loaded = new Set<string>();

const load = (name: string, api: ChunkApi): void => {
  if (loaded.has(name)) return;
  loaded.add(name);
  // `import()` inherits the trust of this script under any content security policy and is no Trusted Types sink.
  import(`${base}/${name}`)
    .then((chunk: { default: (api: ChunkApi) => void }) => chunk.default(api))
    .catch(() => {
      // Blocked or offline: this page then goes without.
    });
};

/** Loads what this page has use for. Not before sending is allowed: nothing is asked of the server until then. */
export const loadChunks = (api: ChunkApi): void => {
  if (!maySend()) return;
  if (document.querySelector("form[data-halley-identify]")) load($FORMS, api);
  if ((window as { dataLayer?: unknown }).dataLayer) load($DATA_LAYER, api);
};
