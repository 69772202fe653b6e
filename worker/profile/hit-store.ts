import { HITS_WAITING_MAX } from "../../schemas/limits-outreach.ts";
import type { Hit } from "../domain/outreach/hits.ts";

interface HitRow extends Record<string, SqlStorageValue> {
  readonly message: string;
  readonly journey: string;
  readonly step: string;
  readonly medium: Hit["ref"]["medium"];
  readonly kind: Hit["kind"];
  readonly url: string;
  readonly at: number;
  readonly machine: number;
}

/** Hits that wait until it is certain whether a person or a machine made them. */
export class HitStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** False where too many wait. The same link once more, while the first waits, is the same hit. */
  add({ ref, kind, url, at, isMachine }: Hit): boolean {
    const { count } = this.#sql
      .exec<{ count: number }>("SELECT count(*) AS count FROM hit WHERE contact = ?", ref.contact)
      .one();
    if (count >= HITS_WAITING_MAX) return false;
    this.#sql.exec(
      "INSERT OR IGNORE INTO hit VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
      ref.contact,
      ref.message,
      kind,
      url,
      ref.journey,
      ref.step,
      ref.medium,
      at,
      Number(isMachine),
    );
    return true;
  }

  /** Oldest first. */
  of(contact: string): Hit[] {
    return this.#sql
      .exec<HitRow>(
        `SELECT message, journey, step, medium, kind, url, at, machine FROM hit
           WHERE contact = ? ORDER BY at, message, kind, url`,
        contact,
      )
      .toArray()
      .map(({ message, journey, step, medium, kind, url, at, machine }) => ({
        ref: { message, contact, journey, step, medium },
        kind,
        url,
        at,
        isMachine: machine === 1,
      }));
  }

  /** Lets go of what happened up to a time, and keeps the marks of what waits on. */
  settle(contact: string, settledUntil: number, waiting: readonly Hit[]): void {
    this.#sql.exec("DELETE FROM hit WHERE contact = ? AND at <= ?", contact, settledUntil);
    for (const { ref, kind, url, isMachine } of waiting) {
      if (!isMachine) continue;
      this.#sql.exec(
        "UPDATE hit SET machine = 1 WHERE contact = ? AND message = ? AND kind = ? AND url = ?",
        contact,
        ref.message,
        kind,
        url,
      );
    }
  }
}
