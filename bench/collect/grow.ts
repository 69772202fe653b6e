import { cp, readdir } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { addressOf } from "../../worker/domain/identity/profile-id.ts";

/** What of a profile a beacon reads and writes, by the column that names the profile. */
const TABLES = { profile: "id", membership: "profile", timer: "profile" } as const;

const shardOfId = (id: string): number => {
  const address = addressOf(id);
  if (address === null) throw new Error("not an id of ours");
  return address.shard;
};

/** Stores the rows of a profile again under another id. */
const createCopy = (database: DatabaseSync, table: string, idColumn: string) => {
  const columns = database.prepare("SELECT name FROM pragma_table_info(?)").all(table);
  const names = columns.map(({ name }) => String(name));
  const values = names.map((name) => (name === idColumn ? "?1" : name));
  return database.prepare(
    `INSERT INTO ${table} (${names.join(", ")}) SELECT ${values.join(", ")} FROM ${table} WHERE ${idColumn} = ?2`,
  );
};

/** `timer` has its profile last in its key: without this every copy would read the whole table. */
const INDEX =
  "CREATE INDEX growing_timer ON timer (profile); CREATE INDEX growing_membership ON membership (profile)";
const NO_INDEX = "DROP INDEX growing_timer; DROP INDEX growing_membership";

const growShard = (file: string, idsByShard: ReadonlyMap<number, readonly string[]>): void => {
  const database = new DatabaseSync(file);
  try {
    const stored = database.prepare("SELECT id FROM profile WHERE id GLOB 'v*' ORDER BY id").all();
    const templates = stored.map(({ id }) => String(id));
    const [first] = templates;
    if (first === undefined) return;
    const ids = idsByShard.get(shardOfId(first)) ?? [];
    // Nothing needs to survive a crash, and a log as large as the file would be written twice.
    database.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000");
    database.exec(`BEGIN; ${INDEX}`);
    const copies = Object.entries(TABLES).map(([table, column]) => createCopy(database, table, column));
    for (const [index, id] of ids.entries()) {
      const template = templates[index % templates.length] ?? first;
      for (const copy of copies) copy.run(id, template);
    }
    database.exec(`${NO_INDEX}; COMMIT; PRAGMA journal_mode = WAL`);
  } finally {
    database.close();
  }
};

/**
 * Copies a stopped instance and stores more visitors in the copy, straight into the databases of its shards: each one is
 * a visitor that the product stored, again under another id. What they have in common is their past, not their place.
 */
export const growInstance = async (
  dataFolder: string,
  target: string,
  further: readonly string[],
): Promise<void> => {
  await cp(dataFolder, target, { recursive: true });
  // In the order of the index, which then grows at its end.
  const idsByShard = Map.groupBy(further.toSorted(), shardOfId);
  const folder = path.join(target, "objects", "halley-profile-shard");
  for (const name of await readdir(folder)) {
    if (name.endsWith(".sqlite") && name !== "metadata.sqlite")
      growShard(path.join(folder, name), idsByShard);
  }
};
