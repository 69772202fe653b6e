/**
 * This shard's part of campaigns' totals: what the site has leased to it and is not used, and what is held for live
 * reservations. A hold that ends unseen gives back what it holds.
 */
export class TotalStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** How many may still be reserved here. Holds are looked through only once nothing else is left. */
  left(campaign: string, now: number): number {
    const unused = this.#unused(campaign);
    if (unused > 0) return unused;
    const ended = this.#sql
      .exec("DELETE FROM total_hold WHERE campaign = ? AND expires_at <= ? RETURNING 1", campaign, now)
      .toArray().length;
    if (ended > 0) this.grant(campaign, ended);
    return unused + ended;
  }

  grant(campaign: string, count: number): void {
    this.#sql.exec(
      `INSERT INTO total_lease VALUES (?1, ?2)
         ON CONFLICT (campaign) DO UPDATE SET unused = unused + excluded.unused`,
      campaign,
      count,
    );
  }

  /** Takes one for a reservation. There must be one left. */
  hold(campaign: string, reservation: string, expiresAt: number): void {
    this.grant(campaign, -1);
    this.#sql.exec("INSERT INTO total_hold VALUES (?, ?, ?)", reservation, campaign, expiresAt);
  }

  extend(reservation: string, expiresAt: number): void {
    this.#sql.exec("UPDATE total_hold SET expires_at = ? WHERE reservation = ?", expiresAt, reservation);
  }

  /** What was seen, or may be seen elsewhere, is used for good. */
  spend(reservation: string): void {
    this.#sql.exec("DELETE FROM total_hold WHERE reservation = ?", reservation);
  }

  release(reservation: string): void {
    const [held] = this.#sql
      .exec<{ campaign: string }>(
        "DELETE FROM total_hold WHERE reservation = ? RETURNING campaign",
        reservation,
      )
      .toArray();
    if (held !== undefined) this.grant(held.campaign, 1);
  }

  #unused(campaign: string): number {
    const [row] = this.#sql
      .exec<{ unused: number }>("SELECT unused FROM total_lease WHERE campaign = ?", campaign)
      .toArray();
    return row?.unused ?? 0;
  }
}
