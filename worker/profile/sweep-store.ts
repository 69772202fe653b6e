/** How far the walk over all profiles has come that follows a change of configuration. */
export interface Sweep {
  /** The site's version that the walk brings to every profile. */
  readonly version: number;
  /** Last profile that was evaluated; null when the walk is over. */
  readonly after: string | null;
  /** The newest version that a walk brought to every profile. */
  readonly done: number;
}

export class SweepStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  read(): Sweep {
    const rows = this.#sql
      .exec<{ version: number; after: string | null; done: number }>("SELECT version, after, done FROM sweep")
      .toArray();
    return rows[0] ?? { version: 0, after: null, done: 0 };
  }

  write({ version, after, done }: Sweep): void {
    this.#sql.exec("INSERT OR REPLACE INTO sweep VALUES (1, ?, ?, ?)", version, after, done);
  }
}
