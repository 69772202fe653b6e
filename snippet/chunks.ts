import type { ConsentStamp } from "../schemas/consent.ts";
import type { listen, wrap } from "./page-life.ts";
import { base } from "./settings.ts";

/** The default export of a chunk: gets what it may use of the core, in an order that keeps the calls short. */
export type Chunk = (
  track: (type: string, params: object) => void,
  afterCall: typeof wrap,
  hear: typeof listen,
  consent: (choice: ConsentStamp) => void,
) => void;

const chunks: Record<string, Promise<void>> = {};

/** Loads a chunk by its served name, once. */
export const load = (name: string, begin: (chunk: Chunk) => void): Promise<void> =>
  // `import()` inherits the trust of this script under any content security policy and is no Trusted Types sink.
  (chunks[name] ??= import(`${base}/${name}`)
    .then((module: { default: Chunk }) => begin(module.default))
    .catch(() => {
      // Blocked or offline: this page then goes without.
    }));
