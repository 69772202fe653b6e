/** How far the walk over all profiles has come that follows a change of configuration. */
export interface Sweep {
  /** The site's version that the walk brings to every profile. */
  readonly version: number;
  /** Last profile that was evaluated; null when the walk is over. */
  readonly after: string | null;
  /** The newest version that a walk brought to every profile. */
  readonly done: number;
  /** How many profiles the walk has come by, of how many that were there when it began. */
  readonly evaluated: number;
  readonly profiles: number;
}

const NONE: Sweep = { version: 0, after: null, done: 0, evaluated: 0, profiles: 0 };

/** Of an id: its address and two of its digits. */
const POSITION_LENGTH = 6;

export class SweepStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  read(): Sweep {
    const rows = this.#sql
      .exec<Sweep & Record<string, SqlStorageValue>>(
        "SELECT version, after, done, evaluated, profiles FROM sweep",
      )
      .toArray();
    return rows[0] ?? NONE;
  }

  /** A walk goes on a little earlier where it would name one of these profiles. */
  forgetPosition(profiles: ReadonlySet<string>): void {
    const sweep = this.read();
    if (sweep.after === null || !profiles.has(sweep.after)) return;
    this.write({ ...sweep, after: sweep.after.slice(0, POSITION_LENGTH) });
  }

  write({ version, after, done, evaluated, profiles }: Sweep): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO sweep VALUES (1, ?, ?, ?, ?, ?)",
      version,
      after,
      done,
      evaluated,
      profiles,
    );
  }
}
