import { leaseOf } from "../domain/campaign/lease.ts";

/** How much of campaigns' totals was given to shards. */
export class QuotaStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Takes a part of what is left for one of the shards; 0 where nothing is. */
  lease(campaign: string, limit: number, shards: number): number {
    const [row] = this.#sql
      .exec<{ given: number }>("SELECT given FROM quota WHERE campaign = ?", campaign)
      .toArray();
    const lease = leaseOf(limit, row?.given ?? 0, shards);
    if (lease > 0) {
      this.#sql.exec(
        `INSERT INTO quota VALUES (?1, ?2)
           ON CONFLICT (campaign) DO UPDATE SET given = given + excluded.given`,
        campaign,
        lease,
      );
    }
    return lease;
  }
}
