import { DAY_MS } from "../../schemas/limits.ts";
import { MESSAGE_RESULTS_DAYS } from "../../schemas/limits-outreach.ts";
import type { JourneyProgress, Passage } from "../domain/journey/journey-progress.ts";

/** Who came into journeys and left them: counts by day that name nobody. */
export class JourneyPassageStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  add({ journey, what }: Passage, now: number): void {
    this.#sql.exec(
      `INSERT INTO journey_passage VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1`,
      journey,
      Math.floor(now / DAY_MS),
      what,
    );
  }

  of(journey: string): JourneyProgress["passages"] {
    return this.#sql
      .exec<{ what: Passage["what"]; count: number }>(
        "SELECT what, sum(count) AS count FROM journey_passage WHERE journey = ? GROUP BY what ORDER BY what",
        journey,
      )
      .toArray();
  }

  /** Lets go of what no report reaches back to. */
  trim(now: number): void {
    this.#sql.exec(
      "DELETE FROM journey_passage WHERE day < ?",
      Math.floor(now / DAY_MS) - MESSAGE_RESULTS_DAYS,
    );
  }
}
