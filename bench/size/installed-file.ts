import { access, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

export interface InstalledFile {
  readonly path: string;
  readonly version: string;
}

const modules = new URL("../../node_modules/", import.meta.url);

/** `@scope/name/file` or `name/file`. */
const packageOf = (file: string): string => file.split("/", file.startsWith("@") ? 2 : 1).join("/");

/** A file of an npm package, where that is installed. */
export const installedFile = async (file: string): Promise<InstalledFile | null> => {
  const path = fileURLToPath(new URL(file, modules));
  try {
    await access(path);
    const about = await readFile(new URL(`${packageOf(file)}/package.json`, modules), "utf8");
    const { version } = JSON.parse(about) as { version: string };
    return { path, version };
  } catch {
    return null; // Not installed.
  }
};
