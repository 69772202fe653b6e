import { sha256Hex } from "../crypto/digest.ts";

/** What was done, by whom, to what. Bodies are named by digest; the versions themselves are in the configuration. */
export interface AuditEntry {
  readonly at: number;
  /** Id of a key, or `admin`. */
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly body: string;
}

const GENESIS = "0".repeat(64);

/** Append-only log in which each entry's hash covers the one before, so that a changed entry breaks the chain. */
export class AuditLog {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  append({ at, actor, action, subject, body }: AuditEntry): void {
    const [last] = this.#sql
      .exec<{ seq: number; hash: string }>("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
      .toArray();
    const seq = (last?.seq ?? 0) + 1;
    const digest = sha256Hex(body);
    const hash = sha256Hex(JSON.stringify([last?.hash ?? GENESIS, seq, at, actor, action, subject, digest]));
    this.#sql.exec(
      "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?)",
      seq,
      at,
      actor,
      action,
      subject,
      digest,
      hash,
    );
  }
}
