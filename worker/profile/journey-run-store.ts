import type { JourneyInstance } from "../domain/journey/journey-state.ts";

type Run = Pick<JourneyInstance, "journey" | "version">;

/** How many instances follow each version of a journey in one shard: part of the transaction that writes their contacts. */
export class JourneyRunStore {
  readonly #sql: SqlStorage;
  /** What the transaction under way changes, by journey and version. */
  readonly #moves = new Map<string, Run & { change: number }>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** A contact's instances as they are on disk, and as they will be. */
  note(before: readonly Run[], after: readonly Run[]): void {
    if (before === after) return;
    for (const run of before) this.#move(run, -1);
    for (const run of after) this.#move(run, 1);
  }

  countOf(journey: string): number {
    return this.#sql
      .exec<{ count: number }>(
        "SELECT coalesce(sum(instances), 0) AS count FROM journey_run WHERE journey = ?",
        journey,
      )
      .one().count;
  }

  flush(): void {
    for (const { journey, version, change } of this.#moves.values()) {
      if (change === 0) continue;
      this.#sql.exec(
        `INSERT INTO journey_run VALUES (?, ?, ?)
           ON CONFLICT DO UPDATE SET instances = instances + excluded.instances`,
        journey,
        version,
        change,
      );
      this.#sql.exec(
        "DELETE FROM journey_run WHERE journey = ? AND version = ? AND instances <= 0",
        journey,
        version,
      );
    }
    this.#moves.clear();
  }

  discard(): void {
    this.#moves.clear();
  }

  #move({ journey, version }: Run, change: number): void {
    const name = `${journey} ${version}`;
    const known = this.#moves.get(name)?.change ?? 0;
    this.#moves.set(name, { journey, version, change: known + change });
  }
}
