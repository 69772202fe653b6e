import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Files of objects, below one folder per class; `metadata.sqlite` is workerd's own and names no profile. */
const databasesBelow = async (objects: string): Promise<string[]> => {
  if (!existsSync(objects)) return [];
  const names = await readdir(objects, { recursive: true });
  return names
    .filter((name) => name.endsWith(".sqlite") && path.basename(name) !== "metadata.sqlite")
    .map((name) => path.join(objects, name));
};

const hasResidue = (database: DatabaseSync): boolean => {
  const isKnown =
    database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'residue'").get() !==
    undefined;
  return isKnown && database.prepare("SELECT 1 FROM residue").get() !== undefined;
};

/**
 * Rewrites the databases from which somebody was erased: SQLite leaves what it deletes in free pages and in its log, and
 * an object may neither run VACUUM nor switch `secure_delete` on. Only while no workerd has them open. Returns how many.
 */
export const clearResidue = async (objects: string): Promise<number> => {
  let cleared = 0;
  for (const file of await databasesBelow(objects)) {
    const database = new DatabaseSync(file);
    try {
      if (!hasResidue(database)) continue;
      database.exec("PRAGMA secure_delete = ON; VACUUM;");
      // Last, so that a rewrite that was cut off is made again.
      database.exec("DELETE FROM residue; PRAGMA wal_checkpoint(TRUNCATE);");
      cleared += 1;
    } finally {
      database.close();
    }
  }
  return cleared;
};
