import { goWithout } from "./go-without.ts";
import { base } from "./settings.ts";

/**
 * Does something with a file that only some pages need; it is fetched once, however often it is asked for. Whoever names
 * the file knows what it exports.
 */
export const loadFile = (name: string, use: (file: never) => unknown): void => {
  import(`${base}/${name}`).then(use as (file: unknown) => unknown).catch(goWithout);
};
