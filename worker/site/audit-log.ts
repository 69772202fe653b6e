import { sha256Hex } from "../crypto/digest.ts";
import type { AuditRow } from "../domain/site-rpc.ts";
import { ChainLog } from "../storage/chain-log.ts";

/** What was done, by whom, to what. Bodies are named by digest; the versions themselves are in the configuration. */
export interface AuditEntry {
  readonly at: number;
  /** Id of a key, or `admin`. */
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly body: string;
}

/** Every change of a site's configuration and every export, as a hash chain. */
export class AuditLog {
  readonly #sql: SqlStorage;
  readonly chain: ChainLog;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.chain = new ChainLog(sql, "audit", ["at", "actor", "action", "subject", "digest"]);
  }

  append({ at, actor, action, subject, body }: AuditEntry): void {
    this.chain.append([at, actor, action, subject, sha256Hex(body)]);
  }

  page(after: number, limit: number): AuditRow[] {
    return this.#sql
      .exec<{ [Column in keyof AuditRow]: AuditRow[Column] }>(
        "SELECT seq, at, actor, action, subject, digest, hash FROM audit WHERE seq > ? ORDER BY seq LIMIT ?",
        after,
        limit,
      )
      .toArray();
  }
}
