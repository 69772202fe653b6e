/** How far the walk over all profiles has come that follows a change of configuration. */
export interface Sweep {
  readonly version: number;
  /** Last profile that was evaluated; null when the walk is over. */
  readonly after: string | null;
}

export class SweepStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  read(): Sweep {
    const rows = this.#sql
      .exec<{ version: number; after: string | null }>("SELECT version, after FROM sweep")
      .toArray();
    return rows[0] ?? { version: 0, after: null };
  }

  write({ version, after }: Sweep): void {
    this.#sql.exec("INSERT OR REPLACE INTO sweep VALUES (1, ?, ?)", version, after);
  }
}
