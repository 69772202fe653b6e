import type { Identifier } from "../domain/rpc.ts";

/** Sealed addresses of contacts. Sealing the same address again gives another text, so only the first is kept. */
export class ContactSecrets {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  keep(contact: string, { kind, contact: digest, sealed }: Identifier): void {
    this.#sql.exec(`INSERT OR IGNORE INTO contact_secret VALUES (?, ?, ?, ?)`, contact, kind, digest, sealed);
  }

  kindsOf(contact: string): Identifier["kind"][] {
    return this.#sql
      .exec<{ kind: Identifier["kind"] }>(
        "SELECT DISTINCT kind FROM contact_secret WHERE contact = ?",
        contact,
      )
      .toArray()
      .map(({ kind }) => kind);
  }
}
