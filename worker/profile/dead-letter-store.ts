import { DEAD_LETTER_RETENTION_MS, DEAD_LETTERS_MAX } from "../../schemas/limits.ts";
import type { DeadLetter, DeadLetterPage } from "../domain/channel/dead-letter.ts";
import type { Delivery } from "../outbox/delivery.ts";

type Row = {
  id: string;
  body: string;
  created_at: number;
  died_at: number;
  failures: number;
  failure: string;
};

/** Empty where it cannot be read: that may be why it was given up. */
const messageIn = (body: string): DeadLetter["message"] => {
  try {
    return JSON.parse(body) as DeadLetter["message"];
  } catch {
    return {};
  }
};

/** Messages that were given up, kept for a time so that they can be replayed. */
export class DeadLetterStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  add({ id, channel, body, createdAt }: Delivery, failures: number, failure: string, now: number): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO dead_letter VALUES (?, ?, ?, ?, ?, ?, ?)",
      channel,
      now,
      id,
      body,
      createdAt,
      failures,
      failure,
    );
    this.#prune(channel, now - DEAD_LETTER_RETENTION_MS);
  }

  /** The newest ones, and how many there are. */
  page(channel: string, limit: number): DeadLetterPage {
    const letters = this.#sql
      .exec<Row>(
        `SELECT id, body, created_at, died_at, failures, failure FROM dead_letter
         WHERE channel = ? ORDER BY died_at DESC, id DESC LIMIT ?`,
        channel,
        limit,
      )
      .toArray()
      .map(({ body, ...letter }) => ({ ...letter, message: messageIn(body) }));
    return { letters, count: this.count(channel) };
  }

  count(channel: string): number {
    return this.#sql
      .exec<{ count: number }>("SELECT count(*) AS count FROM dead_letter WHERE channel = ?", channel)
      .one().count;
  }

  /** Takes out the named ones, or with null the oldest, up to a bound. */
  take(channel: string, ids: readonly string[] | null): Pick<Delivery, "id" | "body">[] {
    const named = ids === null ? null : JSON.stringify(ids);
    const rows = this.#sql
      .exec<Row>(
        `SELECT id, body, died_at FROM dead_letter
         WHERE channel = ?1 AND (?2 IS NULL OR id IN (SELECT value FROM json_each(?2)))
         ORDER BY died_at, id LIMIT ?3`,
        channel,
        named,
        DEAD_LETTERS_MAX,
      )
      .toArray();
    for (const { id, died_at } of rows) {
      this.#sql.exec(
        "DELETE FROM dead_letter WHERE channel = ? AND died_at = ? AND id = ?",
        channel,
        died_at,
        id,
      );
    }
    return rows.map(({ id, body }) => ({ id, body }));
  }

  forget(channel: string): void {
    this.#sql.exec("DELETE FROM dead_letter WHERE channel = ?", channel);
  }

  /** Each new one takes up to two outdated ones with it, so that they never grow without end. */
  #prune(channel: string, before: number): void {
    this.#sql.exec(
      `DELETE FROM dead_letter WHERE channel = ?1 AND died_at < ?2
         AND (died_at, id) IN (SELECT died_at, id FROM dead_letter WHERE channel = ?1 ORDER BY died_at, id LIMIT 2)`,
      channel,
      before,
    );
  }
}
