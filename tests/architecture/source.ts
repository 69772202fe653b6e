import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** One file of the repository. */
export interface Source {
  /** From the root, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** Something a rule does not allow, and where. */
export type Violation = string;

/** Every TypeScript and JavaScript file below the folders, generated ones left out. */
export const readSources = (...folders: readonly string[]): Source[] =>
  folders.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .map((name) => path.posix.join(folder, name.replaceAll("\\", "/")))
      .filter((name) => /\.(?:ts|js|mjs)$/.test(name) && !name.includes("node_modules/"))
      .toSorted()
      .map((name) => ({ path: name, text: readFileSync(path.join(ROOT, name), "utf8") })),
  );

const LITERAL_OR_COMMENT =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g;

/** The code of a file without comments, its texts replaced by their numbers in `texts`. */
const read = (text: string): { code: string; texts: string[] } => {
  const texts: string[] = [];
  const code = text.replace(LITERAL_OR_COMMENT, (part) =>
    part.startsWith("/") ? " " : `"${texts.push(part.slice(1, -1)) - 1}"`,
  );
  return { code, texts };
};

/** The text without comments and without what its texts say: what is left is code. */
export const codeOf = (text: string): string => read(text).code;

/** One import or re-export. */
export interface Import {
  /** A file from the root, or the name of a package. */
  readonly target: string;
  /** Whether nothing of it is left after the types are taken away. */
  readonly isType: boolean;
}

const STATEMENT =
  /\b(?:import|export)\b(?<type>\s+type\b)?[^;"()=]*?\bfrom\s*"(?<named>\d+)"|\bimport\s*\(?\s*"(?<bare>\d+)"/g;

/** The imports of a file. `import { type A }` counts as a value: it leaves an import behind that runs the other file. */
export const importsOf = ({ path: importer, text }: Source): Import[] => {
  const { code, texts } = read(text);
  return [...code.matchAll(STATEMENT)].map(({ groups }) => {
    const specifier = texts[Number(groups?.["named"] ?? groups?.["bare"])] ?? "";
    const target = specifier.startsWith(".")
      ? path.posix.join(path.posix.dirname(importer), specifier)
      : specifier;
    return { target, isType: groups?.["type"] !== undefined };
  });
};
