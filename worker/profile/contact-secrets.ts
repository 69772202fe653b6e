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

  /** Addresses of a contact as they rest; which account they speak of is not kept with them. */
  of(contact: string): Identifier[] {
    return this.#sql
      .exec<{ kind: Identifier["kind"]; digest: string; sealed: string }>(
        "SELECT kind, digest, sealed FROM contact_secret WHERE contact = ?",
        contact,
      )
      .toArray()
      .map(({ kind, digest, sealed }) => ({ kind, contact: digest, sealed, accountDomain: null }));
  }

  /** The same, and they are not here any more. */
  take(contact: string): Identifier[] {
    const taken = this.of(contact);
    this.#sql.exec("DELETE FROM contact_secret WHERE contact = ?", contact);
    return taken;
  }

  drop(contact: string, digests: readonly string[]): void {
    this.#sql.exec(
      "DELETE FROM contact_secret WHERE contact = ? AND digest IN (SELECT value FROM json_each(?))",
      contact,
      JSON.stringify(digests),
    );
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
