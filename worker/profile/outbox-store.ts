import { CONVERSION_ORDERED } from "../domain/conversion/conversion-order.ts";
import type { ConversionUse } from "../domain/conversion/conversion-gate.ts";
import { ENTERED } from "../outbox/notifications.ts";
import type { Delivery } from "../outbox/delivery.ts";

type Row = {
  id: string;
  channel: string;
  body: string;
  created_at: number;
  failures: number;
  due: number;
};

const deliveryOf = ({ created_at, due, ...rest }: Row): Delivery => ({
  ...rest,
  createdAt: created_at,
  dueAt: due,
});

/** Whom a message is about; the index is over these very words. */
const SUBJECT =
  "CASE WHEN json_valid(body) THEN coalesce(json_extract(body, '$.data.profile'), json_extract(body, '$.data.contact')) END";

/** Messages that wait to be sent, in the order of time. */
export class OutboxStore {
  readonly #sql: SqlStorage;
  /** Nothing is due before; null where that is not known. */
  #earliest: number | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  add({ id, channel, body, createdAt, failures, dueAt }: Delivery): void {
    if (this.#earliest !== null) this.#earliest = Math.min(this.#earliest, dueAt);
    this.#sql.exec(
      "INSERT OR IGNORE INTO outbox VALUES (?, ?, ?, ?, ?, ?)",
      dueAt,
      id,
      channel,
      body,
      createdAt,
      failures,
    );
  }

  /** Whether a message about a profile waits, whenever it is due. */
  has(id: string, profile: string): boolean {
    return (
      this.#sql.exec(`SELECT 1 FROM outbox WHERE ${SUBJECT} = ? AND id = ? LIMIT 1`, profile, id).toArray()
        .length > 0
    );
  }

  dueBy(now: number, limit: number): Delivery[] {
    return this.#sql
      .exec<Row>("SELECT * FROM outbox WHERE due <= ? ORDER BY due, id LIMIT ?", now, limit)
      .toArray()
      .map(deliveryOf);
  }

  /** Messages that wait and are about a profile. */
  about(profile: string): Delivery[] {
    return this.#sql
      .exec<Row>(`SELECT * FROM outbox WHERE ${SUBJECT} = ?`, profile)
      .toArray()
      .map(deliveryOf);
  }

  /** Returns whether it was still there: a channel may have been deleted while a message to it was on its way. */
  remove({ dueAt, id }: Delivery): boolean {
    this.#earliest = null;
    return (
      this.#sql.exec("DELETE FROM outbox WHERE due = ? AND id = ? RETURNING id", dueAt, id).toArray().length >
      0
    );
  }

  putOff({ dueAt, id }: Delivery, failures: number, until: number): void {
    this.#earliest = null;
    this.#sql.exec(
      "UPDATE outbox SET due = ?, failures = ? WHERE due = ? AND id = ?",
      until,
      failures,
      dueAt,
      id,
    );
  }

  /** Drops what waits to tell of a profile's entries. Returns how many messages that were. */
  cancelEntries(profile: string): number {
    this.#earliest = null;
    return this.#sql
      .exec(
        `DELETE FROM outbox WHERE ${SUBJECT} = ? AND instr(body, ?) > 0 RETURNING id`,
        profile,
        `"type":"${ENTERED}"`,
      )
      .toArray().length;
  }

  /** Drops what waits to tell platforms of a profile's purchases for some uses. Returns the channel of each. */
  cancelConversions(profile: string, uses: readonly ConversionUse[]): string[] {
    this.#earliest = null;
    return this.#sql
      .exec<{ channel: string }>(
        `DELETE FROM outbox WHERE ${SUBJECT} = ? AND instr(body, ?) > 0
           AND json_extract(body, '$.data.use') IN (SELECT value FROM json_each(?)) RETURNING channel`,
        profile,
        `"type":"${CONVERSION_ORDERED}"`,
        JSON.stringify(uses),
      )
      .toArray()
      .map(({ channel }) => channel);
  }

  countFor(channel: string): number {
    return this.#sql
      .exec<{ count: number }>("SELECT count(*) AS count FROM outbox WHERE channel = ?", channel)
      .one().count;
  }

  forget(channel: string): void {
    this.#earliest = null;
    this.#sql.exec("DELETE FROM outbox WHERE channel = ?", channel);
  }

  /** A time before which nothing is due; Infinity where nothing waits. */
  next(): number {
    if (this.#earliest === null) {
      const { due } = this.#sql.exec<{ due: number | null }>("SELECT min(due) AS due FROM outbox").one();
      this.#earliest = due ?? Infinity;
    }
    return this.#earliest;
  }

  /** After a failed transaction the earliest one has to be looked up. */
  discard(): void {
    this.#earliest = null;
  }
}
