import { RETENTION_EVERY_MS } from "../../schemas/limits.ts";

/**
 * `profiles` and their histories first, then `feeds` of audiences, then `rows` of other tables, then `pointers` to profiles that are
 * gone.
 */
export type RetentionStage = "profiles" | "feeds" | "rows" | "pointers";

/** How far the daily sweep has come. */
export interface RetentionWalk {
  /** When the next sweep begins. */
  readonly nextAt: number;
  /** Null while none is under way. */
  readonly stage: RetentionStage | null;
  /** Where the slice before ended: a profile, a pointer, or a change of a feed; empty at the start of a stage. */
  readonly after: string;
  /** When the last sweep ended; null before the first. */
  readonly sweptAt: number | null;
}

type Row = { next_at: number; stage: RetentionStage | null; after: string; swept_at: number | null };

/** When a shard looks for what is too old, and how far it is. */
export class RetentionStore {
  readonly #sql: SqlStorage;
  /** Undefined where it has to be read. */
  #walk: RetentionWalk | null | undefined;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Null where nothing was stored yet that could become too old. */
  read(): RetentionWalk | null {
    if (this.#walk !== undefined) return this.#walk;
    const [row] = this.#sql.exec<Row>("SELECT next_at, stage, after, swept_at FROM retention").toArray();
    this.#walk =
      row === undefined
        ? null
        : { nextAt: row.next_at, stage: row.stage, after: row.after, sweptAt: row.swept_at };
    return this.#walk;
  }

  write(walk: RetentionWalk): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO retention (only, next_at, stage, after, swept_at) VALUES (1, ?, ?, ?, ?)",
      walk.nextAt,
      walk.stage,
      walk.after,
      walk.sweptAt,
    );
    this.#walk = walk;
  }

  /** Something is stored that becomes too old one day: from now on a sweep comes every day. */
  arm(now: number): void {
    if (this.read() !== null) return;
    this.write({ nextAt: now + RETENTION_EVERY_MS, stage: null, after: "", sweptAt: null });
  }

  /** When the shard has to go on; a sweep under way goes on at once. Infinity where there is nothing to do. */
  next(): number {
    const walk = this.read();
    if (walk === null) return Infinity;
    return walk.stage === null ? walk.nextAt : 0;
  }

  /** After a failed transaction nothing in memory is known to be on disk. */
  discard(): void {
    this.#walk = undefined;
  }
}
