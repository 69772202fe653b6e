import type { Scope } from "../../schemas/site.ts";
import type { KeyLimits, StoredKey } from "../domain/stored-key.ts";

type Row = {
  id: string;
  label: string;
  hash: string;
  scopes: string;
  created_at: number;
  limits: string;
  expires_at: number | null;
  chain: string;
};

/** API keys of a site, by hash only. */
export class KeyStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** All that were not revoked, expired ones too. */
  list(): StoredKey[] {
    return this.#sql
      .exec<Row>(
        `SELECT id, label, hash, scopes, created_at, limits, expires_at, coalesce(chain, id) AS chain FROM key
         WHERE revoked_at IS NULL ORDER BY created_at`,
      )
      .toArray()
      .map(({ scopes, created_at, limits, expires_at, ...rest }) => ({
        ...rest,
        scopes: JSON.parse(scopes) as Scope[],
        createdAt: created_at,
        limits: JSON.parse(limits) as KeyLimits,
        expiresAt: expires_at,
      }));
  }

  add({ id, label, hash, scopes, createdAt, limits, expiresAt, chain }: StoredKey): void {
    this.#sql.exec(
      `INSERT INTO key (id, label, hash, scopes, created_at, limits, expires_at, chain)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      label,
      hash,
      JSON.stringify(scopes),
      createdAt,
      JSON.stringify(limits),
      expiresAt,
      chain,
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

  end(id: string, expiresAt: number | null): void {
    this.#sql.exec("UPDATE key SET expires_at = ? WHERE id = ?", expiresAt, id);
  }
}
