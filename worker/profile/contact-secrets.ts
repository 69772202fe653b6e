import type { Identifier } from "../domain/rpc.ts";

/** Sealed addresses of contacts. Sealing the same address again gives another text, so only the first is kept. */
export class ContactSecrets {
  readonly #sql: SqlStorage;

  /** Hears of contacts whose addresses are others. */
  readonly #changed: (contact: string) => void;

  constructor(sql: SqlStorage, changed: (contact: string) => void) {
    this.#sql = sql;
    this.#changed = changed;
  }

  keep(contact: string, { kind, contact: digest, sealed }: Identifier): void {
    const { rowsWritten } = this.#sql.exec(
      "INSERT OR IGNORE INTO contact_secret VALUES (?, ?, ?, ?)",
      contact,
      kind,
      digest,
      sealed,
    );
    if (rowsWritten > 0) this.#changed(contact);
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
    this.#changed(contact);
  }

  /** One address of a contact: the one that named it, else the first. Null where it has none of the kind. */
  sealedOf(contact: string, kind: Identifier["kind"]): { digest: string; sealed: string } | null {
    const rows = this.#sql
      .exec<{ digest: string; sealed: string }>(
        "SELECT digest, sealed FROM contact_secret WHERE contact = ? AND kind = ? ORDER BY digest",
        contact,
        kind,
      )
      .toArray();
    return rows.find(({ digest }) => digest === contact) ?? rows[0] ?? null;
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
