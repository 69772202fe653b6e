import { DAY_MS } from "../../schemas/limits.ts";
import { MESSAGE_RESULTS_DAYS } from "../../schemas/limits-outreach.ts";
import type { MessageRef } from "../domain/outreach/message-ref.ts";
import {
  type DailyMessageResults,
  MESSAGE_RESULTS,
  type MessageResult,
} from "../domain/outreach/message-results.ts";

const COLUMNS = MESSAGE_RESULTS.join(", ");

/** What became of the messages of journeys: counts that name nobody. */
export class MessageResultsStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Notes one more of something on the day of `now`. */
  add({ journey, step }: Pick<MessageRef, "journey" | "step">, what: MessageResult, now: number): void {
    const counts = MESSAGE_RESULTS.map((result) => Number(result === what));
    this.#sql.exec(
      `INSERT INTO message_result (journey, step, day, ${COLUMNS})
         VALUES (?, ?, ?, ${counts.join(", ")})
         ON CONFLICT DO UPDATE SET ${what} = ${what} + 1`,
      journey,
      step,
      Math.floor(now / DAY_MS),
    );
  }

  of(journey: string): DailyMessageResults[] {
    return this.#sql
      .exec<DailyMessageResults & Record<string, SqlStorageValue>>(
        `SELECT step, day, ${COLUMNS} FROM message_result WHERE journey = ? ORDER BY step, day`,
        journey,
      )
      .toArray();
  }

  /** Lets go of what no report reaches back to. */
  trim(now: number): void {
    this.#sql.exec(
      "DELETE FROM message_result WHERE day < ?",
      Math.floor(now / DAY_MS) - MESSAGE_RESULTS_DAYS,
    );
  }
}
