import { INBOX_MESSAGES_MAX } from "../../schemas/limits-outreach.ts";
import { open, seal, type SealedAt } from "../crypto/seal.ts";
import type { InboxEntry } from "../domain/inbox-entry.ts";

const placeOf = (id: string): SealedAt => ({ table: "inbox", column: "sealed", row: id });

/** Messages of development that are looked at instead of being sent: the last ones, sealed, because addresses are in them. */
export class InboxStore {
  readonly #sql: SqlStorage;
  readonly #key: () => Uint8Array;

  /** `key` gives the site's sealing key. */
  constructor(sql: SqlStorage, key: () => Uint8Array) {
    this.#sql = sql;
    this.#key = key;
  }

  /** The same message once more is one. */
  add(entry: InboxEntry): void {
    const { id, contact, at } = entry;
    const sealed = seal(this.#key(), placeOf(id), JSON.stringify(entry));
    this.#sql.exec("INSERT OR REPLACE INTO inbox VALUES (?, ?, ?, ?)", id, contact, at, sealed);
    this.#sql.exec(
      "DELETE FROM inbox WHERE id NOT IN (SELECT id FROM inbox ORDER BY at DESC, id DESC LIMIT ?)",
      INBOX_MESSAGES_MAX,
    );
  }

  /** The newest first. */
  newest(limit: number): InboxEntry[] {
    return this.#sql
      .exec<{ id: string; sealed: string }>(
        "SELECT id, sealed FROM inbox ORDER BY at DESC, id DESC LIMIT ?",
        limit,
      )
      .toArray()
      .map(({ id, sealed }) => JSON.parse(open(this.#key(), placeOf(id), sealed)) as InboxEntry);
  }
}
