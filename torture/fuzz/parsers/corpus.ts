import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Enough to reach what was ever reached, and short enough to be read. */
const KEPT_MAX = 60;
const TEXT_MAX_LENGTH = 600;

const fileOf = (name: string): string => fileURLToPath(new URL(`../corpus/${name}.json`, import.meta.url));

/** Inputs that once reached something new, or broke something. A list of texts, because they hold characters no file keeps. */
export const readCorpus = (name: string): string[] =>
  existsSync(fileOf(name)) ? (JSON.parse(readFileSync(fileOf(name), "utf8")) as string[]) : [];

/** Keeps inputs beside the known ones, which stay in front: what broke something once is never forgotten. */
export const writeCorpus = (name: string, inputs: readonly string[]): void => {
  const short = inputs.filter(({ length }) => length <= TEXT_MAX_LENGTH);
  const all = [...new Set([...readCorpus(name), ...short])].slice(0, KEPT_MAX);
  // In ASCII: editors and version control leave it as it is.
  const text = JSON.stringify(all, null, 2).replace(
    /[\u007F-\uFFFF]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  writeFileSync(fileOf(name), `${text}\n`);
};
