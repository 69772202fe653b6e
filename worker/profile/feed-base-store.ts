/** What rows say of a number of members: one more for each entry, ended or not, one less for each exit. */
export const MEMBERS_TOLD = "coalesce(sum(iif(op = 'exit', -1, 1)), 0)";

interface Base {
  /** The newest change that was deleted, or cannot be told any more; 0 where there is none. */
  readonly dropped: number;
  /** Members by all changes up to the number `counted`, and those that no change ever told of. */
  readonly members: number;
  readonly counted: number;
}

const NONE: Base = { dropped: 0, members: 0, counted: 0 };

/** How many members each audience has, and what of its feed cannot be told any more. Rows count that came since it was noted. */
export class FeedBaseStore {
  readonly #sql: SqlStorage;
  /** Members per audience, where they were counted. */
  readonly #sizes = new Map<string, number>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  #base(audience: string): Base {
    const [row] = this.#sql
      .exec<Base & Record<string, SqlStorageValue>>(
        "SELECT dropped, members, counted FROM feed_base WHERE audience = ?",
        audience,
      )
      .toArray();
    return row ?? NONE;
  }

  dropped(audience: string): number {
    return this.#base(audience).dropped;
  }

  size(audience: string): number {
    const known = this.#sizes.get(audience);
    if (known !== undefined) return known;
    const { members, counted } = this.#base(audience);
    const { told } = this.#sql
      .exec<{ told: number }>(
        `SELECT ${MEMBERS_TOLD} AS told FROM change WHERE audience = ? AND seq > ?`,
        audience,
        counted,
      )
      .one();
    this.#sizes.set(audience, told + members);
    return told + members;
  }

  /** A row was added that tells of members. */
  tell(audience: string, members: number): void {
    const known = this.#sizes.get(audience);
    if (known !== undefined) this.#sizes.set(audience, known + members);
  }

  /** Counts members that no row tells of. */
  addUntold(audience: string, members: number): void {
    this.#sql.exec(
      `INSERT INTO feed_base VALUES (?, 0, ?, 0)
         ON CONFLICT (audience) DO UPDATE SET members = members + excluded.members`,
      audience,
      members,
    );
    this.tell(audience, members);
  }

  /** Notes how many members there are by all changes up to the newest one: they need not be there to be counted any more. */
  settle(audience: string, newest: number): void {
    if (this.#base(audience).counted === newest) return;
    this.#sql.exec(
      `INSERT INTO feed_base VALUES (?, 0, ?, ?)
         ON CONFLICT (audience) DO UPDATE SET members = excluded.members, counted = excluded.counted`,
      audience,
      this.size(audience),
      newest,
    );
  }

  drop(audience: string, seq: number): void {
    this.#sql.exec(
      `INSERT INTO feed_base VALUES (?, ?, 0, 0)
         ON CONFLICT (audience) DO UPDATE SET dropped = max(dropped, excluded.dropped)`,
      audience,
      seq,
    );
  }

  /** After a failed transaction the numbers in memory are not known to be on disk. */
  discard(): void {
    this.#sizes.clear();
  }
}
