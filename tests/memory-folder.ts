import { statfsSync } from "node:fs";

const FOLDER = "/dev/shm";
/** The whole suite holds a tenth of it at once. Containers often come with 64 MiB, which is too little. */
const WANTED_BYTES = 2 ** 30;

/**
 * Where temporary files cost no disk: every object is a database of its own, and most of the time of a test that makes
 * some would be waiting for the disk. What a killed process wrote is there as on a disk. Null where a machine has none.
 */
export const findMemoryFolder = (): string | null => {
  try {
    const { bavail, bsize } = statfsSync(FOLDER);
    return bavail * bsize >= WANTED_BYTES ? FOLDER : null;
  } catch {
    return null; // Not Linux.
  }
};
