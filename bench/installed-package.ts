import { access, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

export interface InstalledFile {
  readonly path: string;
  readonly version: string;
}

const modules = new URL("../node_modules/", import.meta.url);

/** Of an npm package; null where it is not installed. */
export const packageVersion = async (name: string): Promise<string | null> => {
  try {
    // Read as a file: packages with a list of exports do not let their description be imported.
    const about = await readFile(new URL(`${name}/package.json`, modules), "utf8");
    return (JSON.parse(about) as { version: string }).version;
  } catch {
    return null; // Not installed.
  }
};

export const isPackageInstalled = async (name: string): Promise<boolean> =>
  (await packageVersion(name)) !== null;

/** `@scope/name/file` or `name/file`. */
const packageOf = (file: string): string => file.split("/", file.startsWith("@") ? 2 : 1).join("/");

/** A file of an npm package, where that is installed. */
export const installedFile = async (file: string): Promise<InstalledFile | null> => {
  const version = await packageVersion(packageOf(file));
  const path = fileURLToPath(new URL(file, modules));
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  return version === null || !isThere ? null : { path, version };
};
