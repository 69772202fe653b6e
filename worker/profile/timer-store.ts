/**
 * `flip`: a membership changes by itself. `parcel`: a moved profile may not have arrived. `erasure`: a subject may not be
 * erased everywhere. `erased`: what an erasure left for a time goes; both name a receipt, or a pseudonym, in place of a profile.
 * `hits`: hits on links of messages can be judged. `merge`, which names a merge: the reversal of one goes on, or the
 * time for it is over. `refusal` names one too: what its contact refused since may not have reached the original.
 */
export type TimerKind = "flip" | "parcel" | "erasure" | "erased" | "hits" | "merge" | "refusal";

export interface Timer {
  readonly due: number;
  readonly kind: TimerKind;
  readonly profile: string;
  /** How often its step was tried in vain; 0 where it is not there. */
  readonly tries?: number;
}

/** What is due when, in the order of time. */
export class TimerStore {
  readonly #sql: SqlStorage;
  /** No timer is due before; null where that is not known. */
  #earliest: number | null = null;
  /**
   * Flips that were disarmed in this transaction, by profile. Their rows wait for `flush`: one that is armed instead takes
   * such a row over, which writes one and not two.
   */
  readonly #freed = new Map<string, number[]>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  arm({ due, kind, profile, tries = 0 }: Timer): void {
    if (this.#earliest !== null) this.#earliest = Math.min(this.#earliest, due);
    if (kind === "flip" && this.#move(profile, due, tries)) return;
    this.#sql.exec("INSERT OR IGNORE INTO timer VALUES (?, ?, ?, ?)", due, kind, profile, tries);
  }

  disarm({ due, kind, profile }: Timer): void {
    // A time at which nothing is due any more would be waited for, and then again and again.
    if (due === this.#earliest) this.#earliest = null;
    if (kind === "flip") this.#freed.set(profile, [...(this.#freed.get(profile) ?? []), due]);
    else this.#delete({ due, kind, profile });
  }

  /** Whether a row that is free was there to be taken over. */
  #move(profile: string, due: number, tries: number): boolean {
    const [from, ...left] = this.#freed.get(profile) ?? [];
    if (from === undefined) return false;
    this.#freed.set(profile, left);
    const { rowsWritten } = this.#sql.exec(
      "UPDATE OR REPLACE timer SET due = ?, tries = ? WHERE due = ? AND kind = 'flip' AND profile = ?",
      due,
      tries,
      from,
      profile,
    );
    return rowsWritten > 0;
  }

  #delete({ due, kind, profile }: Timer): void {
    this.#sql.exec("DELETE FROM timer WHERE due = ? AND kind = ? AND profile = ?", due, kind, profile);
  }

  /** Deletes the rows that nothing took over. */
  flush(): void {
    for (const [profile, dues] of this.#freed) {
      for (const due of dues) this.#delete({ due, kind: "flip", profile });
    }
    this.#freed.clear();
  }

  dueBy(now: number, limit: number): Timer[] {
    this.flush();
    return this.#sql
      .exec<{ due: number; kind: TimerKind; profile: string; tries: number }>(
        "SELECT due, kind, profile, tries FROM timer WHERE due <= ? ORDER BY due LIMIT ?",
        now,
        limit,
      )
      .toArray();
  }

  isArmed({ due, kind, profile }: Timer): boolean {
    this.flush();
    return (
      this.#sql
        .exec("SELECT 1 FROM timer WHERE due = ? AND kind = ? AND profile = ?", due, kind, profile)
        .toArray().length > 0
    );
  }

  /** A time before which nothing is due; Infinity where nothing is armed. */
  next(): number {
    if (this.#earliest === null) {
      const { due } = this.#sql.exec<{ due: number | null }>("SELECT min(due) AS due FROM timer").one();
      this.#earliest = due ?? Infinity;
    }
    return this.#earliest;
  }

  /** After timers fired the earliest one has to be looked up. */
  forgetEarliest(): void {
    this.#earliest = null;
  }

  /** After a failed transaction nothing in memory is known to be on disk. */
  discard(): void {
    this.#freed.clear();
    this.forgetEarliest();
  }
}
