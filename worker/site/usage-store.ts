import { USAGE_DAYS_KEPT } from "../../schemas/limits-guards.ts";
import type { EventsUsed, UsageOfDay } from "../domain/usage.ts";

/** What was accepted, a row a day. */
export class UsageStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Returns the events of the day with these. */
  add(day: string, { events, botEvents }: EventsUsed): number {
    const { events: sum } = this.#sql
      .exec<{ events: number }>(
        `INSERT INTO usage VALUES (?1, ?2, ?3)
           ON CONFLICT (day) DO UPDATE
           SET events = events + excluded.events, bot_events = bot_events + excluded.bot_events
         RETURNING events`,
        day,
        events,
        botEvents,
      )
      .one();
    if (sum === events) this.#forget();
    return sum;
  }

  eventsOf(day: string): number {
    const rows = this.#sql.exec<{ events: number }>("SELECT events FROM usage WHERE day = ?", day).toArray();
    return rows[0]?.events ?? 0;
  }

  /** The newest days first. */
  newest(limit: number): UsageOfDay[] {
    return this.#sql
      .exec<{ day: string; events: number; bot_events: number }>(
        "SELECT day, events, bot_events FROM usage ORDER BY day DESC LIMIT ?",
        limit,
      )
      .toArray()
      .map(({ day, events, bot_events: botEvents }) => ({ day, events, botEvents }));
  }

  /** When a day begins. */
  #forget(): void {
    this.#sql.exec(
      "DELETE FROM usage WHERE day NOT IN (SELECT day FROM usage ORDER BY day DESC LIMIT ?)",
      USAGE_DAYS_KEPT,
    );
  }
}
