import { access, constants } from "node:fs/promises";
import path from "node:path";

const isProgram = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

/** Where a program lies that may or may not be installed: on the path, else in further folders. */
export const findProgram = async (
  program: string,
  furtherFolders: readonly string[] = [],
): Promise<string | null> => {
  const folders = [...(process.env["PATH"] ?? "").split(path.delimiter), ...furtherFolders];
  for (const file of folders.map((folder) => path.join(folder, program))) {
    if (await isProgram(file)) return file;
  }
  return null;
};
