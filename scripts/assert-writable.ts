import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { access, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** As `mkdir` does with `recursive`, which never ends in Node where the system says that a folder just seen is not there. */
const makeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return;
    const parent = path.dirname(folder);
    if (code !== "ENOENT" || parent === folder) throw error;
    await makeFolder(parent);
    await mkdir(folder);
  }
};

const assertFilesWritable = async (folder: string): Promise<void> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  await Promise.all(entries.map((entry) => access(path.join(entry.parentPath, entry.name), constants.W_OK)));
};

/**
 * Makes the folder where it is missing, and fails with one plain sentence where it, or a file in it, cannot be written: the
 * runtime would start all the same, and refuse everything. A trial file is the only sure way to know.
 */
export const assertWritable = async (folder: string): Promise<void> => {
  const trial = path.join(folder, `trial-${randomUUID()}`);
  try {
    await makeFolder(path.resolve(folder));
    await writeFile(trial, "");
    await rm(trial);
    await assertFilesWritable(folder);
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new Error(`The data folder ${folder} cannot be written (${code}).`, { cause: error });
  }
};
