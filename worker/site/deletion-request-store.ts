import {
  DELETION_REQUEST_AGE_MAX_MS,
  DELETION_REQUESTS_MAX,
  DELETION_SKEW_MAX_MS,
} from "../../schemas/limits-deletion.ts";
import type { DeletionRecall, KnownDeletionRequest } from "../domain/privacy/deletion-request.ts";

/** Requests for deletion that were accepted: as long as a copy of one would still be timely. */
export class DeletionRequestStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  recall({ issuer, jti, digest }: KnownDeletionRequest, now: number): DeletionRecall {
    const [known] = this.#sql
      .exec<{ digest: string }>(
        "SELECT digest FROM deletion_request WHERE issuer = ? AND jti = ?",
        issuer,
        jti,
      )
      .toArray();
    if (known !== undefined) return known.digest === digest ? "same" : "other";
    const since = now - DELETION_REQUEST_AGE_MAX_MS - DELETION_SKEW_MAX_MS;
    this.#sql.exec("DELETE FROM deletion_request WHERE at < ?", since);
    const { count } = this.#sql
      .exec<{ count: number }>("SELECT count(*) AS count FROM deletion_request")
      .one();
    return count < DELETION_REQUESTS_MAX ? "new" : "full";
  }

  keep({ issuer, jti, digest }: KnownDeletionRequest, now: number): void {
    this.#sql.exec("INSERT OR IGNORE INTO deletion_request VALUES (?, ?, ?, ?)", issuer, jti, digest, now);
  }
}
