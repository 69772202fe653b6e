import { randomBytes } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { seal } from "../../worker/crypto/seal.ts";
import type { SiteSecrets } from "../../worker/crypto/site-secrets.ts";

/** Columns of a table in their order, with what stands in the place of some of them. */
const copyOf = (
  database: DatabaseSync,
  table: string,
  replaced: Readonly<Record<string, string>>,
): string => {
  const columns = database
    .prepare(`SELECT name FROM pragma_table_info('${table}')`)
    .all()
    .map(({ name }) => String(name));
  return columns.map((column) => replaced[column] ?? column).join(", ");
};

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
  database.exec("PRAGMA synchronous = OFF; BEGIN");
  const profile = database.prepare(
    `INSERT INTO profile SELECT ${copyOf(database, "profile", { id: "?1" })} FROM profile WHERE id = ?2`,
  );
  const membership = database.prepare(
    `INSERT INTO membership SELECT ${copyOf(database, "membership", { profile: "?1" })} FROM membership WHERE profile = ?2`,
  );
  const change = database.prepare(
    `INSERT INTO change SELECT ${copyOf(database, "change", { profile: "?1", seq: "seq + ?3" })}
     FROM change WHERE profile = ?2 AND op = 'enter'`,
  );
  const timer = database.prepare(`INSERT INTO timer SELECT due, kind, ?1 FROM timer WHERE profile = ?2`);
  const address = database.prepare("INSERT INTO contact_secret VALUES (?, 'email', ?, ?)");
  const { last } = database.prepare("SELECT max(seq) AS last FROM change").get() ?? {};
  for (const [index, id] of ids.entries()) {
    profile.run(id, template);
    membership.run(id, template);
    change.run(id, template, Number(last) + index);
    timer.run(id, template);
    if (!id.startsWith("c")) continue;
    const at = { table: "contact_secret", column: "sealed", row: `email ${id}` };
    address.run(id, id, seal(sealKey, at, `${randomBytes(8).toString("hex")}@mail.example`));
  }
  database.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
};
