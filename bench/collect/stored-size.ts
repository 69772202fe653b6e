import { copyFile, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

export interface StoredSize {
  readonly profiles: number;
  /** Events in the logs of all profiles. */
  readonly events: number;
  /** Bytes of the database files, after the log was written into them. */
  readonly fileBytes: number;
  /** Characters of all columns of all profiles. */
  readonly textLength: number;
}

const EMPTY: StoredSize = { profiles: 0, events: 0, fileBytes: 0, textLength: 0 };

const add = (a: StoredSize, b: StoredSize): StoredSize => ({
  profiles: a.profiles + b.profiles,
  events: a.events + b.events,
  fileBytes: a.fileBytes + b.fileBytes,
  textLength: a.textLength + b.textLength,
});

type Row = Pick<StoredSize, "profiles" | "events" | "textLength">;

/** Reads one database; it is a copy, so the write-ahead log may be written into it. */
const measureDatabase = async (file: string): Promise<StoredSize> => {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  const row = database
    .prepare(
      `SELECT count(*) AS profiles, coalesce(sum(length(head) + length(history) + length(ledger)), 0) AS textLength,
         coalesce(sum(json_array_length(history, '$[0]')), 0) AS events FROM profile`,
    )
    .get() as unknown as Row;
  database.close();
  return { ...row, fileBytes: (await stat(file)).size };
};

/** What a stopped instance keeps on disk for its profiles. `objects` is the folder of the shards' databases. */
export const measureStored = async (objects: string, scratch: string): Promise<StoredSize> => {
  const files = await readdir(objects);
  let total = EMPTY;
  for (const name of files.filter((file) => file.endsWith(".sqlite") && file !== "metadata.sqlite")) {
    const copies = await mkdtemp(path.join(scratch, "copy-"));
    for (const file of files.filter((candidate) => candidate.startsWith(name))) {
      await copyFile(path.join(objects, file), path.join(copies, file));
    }
    const size = await measureDatabase(path.join(copies, name));
    // A shard without profiles holds contacts, of which this benchmark makes none.
    if (size.profiles > 0) total = add(total, size);
    await rm(copies, { recursive: true });
  }
  return total;
};
