import { cp, readdir } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { addressOf } from "../../worker/domain/identity/profile-id.ts";

/** What of a profile a beacon reads and writes: the column that names the profile, and the table's order where it is another than that of the ids. */
const TABLES = [
  { table: "profile", idColumn: "id", order: null },
  { table: "timer", idColumn: "profile", order: "due, kind, profile" },
] as const;

const shardOfId = (id: string): number => {
  const address = addressOf(id);
  if (address === null) throw new Error("not an id of ours");
  return address.shard;
};

/** Which template each new id copies. `?` is a JSON list of ids. */
const COPIES = `CREATE TEMP TABLE copy AS
  SELECT fresh.value AS id, template.id AS template FROM json_each(?) AS fresh
  CROSS JOIN template ON template.rank = fresh.key % (SELECT count(*) FROM template)`;
const TEMPLATES = `CREATE TEMP TABLE template AS
  SELECT id, row_number() OVER (ORDER BY id) - 1 AS rank FROM profile WHERE id GLOB 'v*';
  CREATE UNIQUE INDEX temp.template_rank ON template (rank)`;

/** Stores the rows of the templates again under the other ids, in the table's own order, so that it grows at its end. */
const copyRows = (database: DatabaseSync, { table, idColumn, order }: (typeof TABLES)[number]): void => {
  const columns = database.prepare("SELECT name FROM pragma_table_info(?)").all(table);
  const names = columns.map(({ name }) => String(name));
  const values = names.map((name) => (name === idColumn ? `copy.id AS ${name}` : `original.${name}`));
  database.exec(`CREATE TEMP TABLE original AS SELECT * FROM main.${table};
    CREATE INDEX temp.original_id ON original (${idColumn});
    INSERT INTO main.${table} (${names.join(", ")})
      SELECT ${values.join(", ")} FROM copy CROSS JOIN original ON original.${idColumn} = copy.template
      ${order === null ? "" : `ORDER BY ${order}`};
    DROP TABLE temp.original`);
};

const growShard = (file: string, idsByShard: ReadonlyMap<number, readonly string[]>): void => {
  const database = new DatabaseSync(file);
  try {
    const first = database.prepare("SELECT id FROM profile WHERE id GLOB 'v*' LIMIT 1").get();
    if (first === undefined) return;
    const ids = idsByShard.get(shardOfId(String(first["id"]))) ?? [];
    // Nothing needs to survive a crash, and a log as large as the file would be written twice.
    database.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY");
    database.exec(`BEGIN; ${TEMPLATES}`);
    database.prepare(COPIES).run(JSON.stringify(ids));
    for (const table of TABLES) copyRows(database, table);
    database.exec("COMMIT; PRAGMA journal_mode = WAL");
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
