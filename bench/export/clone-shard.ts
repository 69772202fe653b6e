import { randomBytes } from "node:crypto";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { seal } from "../../worker/crypto/seal.ts";
import type { HeadRow, StandingRow } from "../../worker/domain/profile/codec.ts";
import type { SiteSecrets } from "../../worker/crypto/site-secrets.ts";

/** The first profile of a shard's file, or null in an empty one. */
export const templateIn = (file: string): string | null => {
  const database = new DatabaseSync(file);
  try {
    const row = database.prepare("SELECT id FROM profile ORDER BY id LIMIT 1").get();
    return row === undefined ? null : String(row["id"]);
  } catch {
    return null; // A file that the product has not made its tables in yet.
  } finally {
    database.close();
  }
};

type Row = Record<string, SQLInputValue>;

/** Stores a row again with other values in some columns. */
const createCopy = (database: DatabaseSync, table: string, column: string, template: string, more = "") => {
  const rows = database.prepare(`SELECT * FROM ${table} WHERE ${column} = ? ${more}`).all(template) as Row[];
  const columns = Object.keys(rows[0] ?? {});
  if (columns.length === 0) return () => undefined;
  const insert = database.prepare(
    `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
  );
  return (replaced: Row): void => {
    for (const row of rows) insert.run(...Object.values({ ...row, ...replaced }));
  };
};

/** The head of a member whose entry in each feed has another number. */
const headWithEntry = (text: string, entry: number): string => {
  const row = JSON.parse(text) as HeadRow;
  const standings = row[7].map((standing): StandingRow => {
    const [id, version, enteredAt, nextFlipAt, truncated] = standing;
    const isTold = standing[5] !== undefined;
    return isTold ? [id, version, enteredAt, nextFlipAt, truncated, entry] : standing;
  });
  return JSON.stringify(row.with(7, standings));
};

/**
 * Stores more profiles beside one that the product stored: every row of it that an export reads, again under other ids.
 * Contacts get addresses of their own, sealed as the product seals them.
 */
export const cloneProfiles = (
  file: string,
  template: string,
  ids: readonly string[],
  { seal: sealKey }: SiteSecrets,
): void => {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA synchronous = OFF");
  const profile = createCopy(database, "profile", "id", template);
  const { head } = database.prepare("SELECT head FROM profile WHERE id = ?").get(template) ?? {};
  const change = createCopy(database, "change", "profile", template, "AND op = 'enter'");
  const timer = createCopy(database, "timer", "profile", template);
  const address = database.prepare("INSERT INTO contact_secret VALUES (?, 'email', ?, ?)");
  const { last } = database.prepare("SELECT max(seq) AS last FROM change").get() ?? {};
  database.exec("BEGIN");
  for (const [index, id] of ids.entries()) {
    const seq = Number(last) + 1 + index;
    profile({ id, head: headWithEntry(String(head), seq) });
    change({ profile: id, seq });
    timer({ profile: id });
    if (!id.startsWith("c")) continue;
    const at = { table: "contact_secret", column: "sealed", row: `email ${id}` };
    address.run(id, id, seal(sealKey, at, `${randomBytes(8).toString("hex")}@mail.example`));
  }
  database.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
};
