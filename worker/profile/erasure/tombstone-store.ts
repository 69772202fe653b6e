import { TOMBSTONE_LIFE_MS } from "../../../schemas/limits.ts";

/** When profiles were erased, by pseudonym: what keeps late events from bringing them back. */
export class TombstoneStore {
  readonly #sql: SqlStorage;
  readonly #pseudonymOf: (profile: string) => string;
  /** Most shards never erase anybody: their beacons ask nothing. Null where that is not known. */
  #isEmpty: boolean | null = null;

  constructor(sql: SqlStorage, pseudonymOf: (profile: string) => string) {
    this.#sql = sql;
    this.#pseudonymOf = pseudonymOf;
  }

  /** The pseudonym that what outlives a profile knows it by. */
  pseudonymOf(profile: string): string {
    return this.#pseudonymOf(profile);
  }

  /** When the profile was erased; null where it never was, or so long ago that nothing of it can come any more. */
  erasedAt(profile: string, now: number): number | null {
    this.#isEmpty ??= this.#sql.exec("SELECT 1 FROM tombstone LIMIT 1").toArray().length === 0;
    if (this.#isEmpty) return null;
    const [row] = this.#sql
      .exec<{ at: number }>(
        "SELECT erased_at AS at FROM tombstone WHERE subject = ?",
        this.#pseudonymOf(profile),
      )
      .toArray();
    return row === undefined || row.at <= now - TOMBSTONE_LIFE_MS ? null : row.at;
  }

  put(profile: string, erasedAt: number): void {
    this.#sql.exec(
      `INSERT INTO tombstone VALUES (?1, ?2)
         ON CONFLICT (subject) DO UPDATE SET erased_at = max(erased_at, excluded.erased_at)`,
      this.#pseudonymOf(profile),
      erasedAt,
    );
    this.#isEmpty = false;
  }

  prune(now: number): void {
    this.#sql.exec("DELETE FROM tombstone WHERE erased_at <= ?", now - TOMBSTONE_LIFE_MS);
    this.#isEmpty = null;
  }

  /** After a failed transaction what is in memory is not known to be on disk. */
  discard(): void {
    this.#isEmpty = null;
  }
}
