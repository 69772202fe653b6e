import type { Scope } from "../../schemas/site.ts";
import type { StoredKey } from "../domain/site-snapshot.ts";

type Row = { id: string; label: string; hash: string; scopes: string; created_at: number };

/** API keys of a site, by hash only. */
export class KeyStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  list(): StoredKey[] {
    return this.#sql
      .exec<Row>(
        "SELECT id, label, hash, scopes, created_at FROM key WHERE revoked_at IS NULL ORDER BY created_at",
      )
      .toArray()
      .map(({ id, label, hash, scopes, created_at }) => ({
        id,
        label,
        hash,
        scopes: JSON.parse(scopes) as Scope[],
        createdAt: created_at,
      }));
  }

  add({ id, label, hash, scopes, createdAt }: StoredKey): void {
    this.#sql.exec(
      "INSERT INTO key VALUES (?, ?, ?, ?, ?, NULL)",
      id,
      label,
      hash,
      JSON.stringify(scopes),
      createdAt,
    );
  }

  /** False for a key that is not there or was revoked before. */
  revoke(id: string, at: number): boolean {
    return (
      this.#sql
        .exec("UPDATE key SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL RETURNING id", at, id)
        .toArray().length > 0
    );
  }
}
