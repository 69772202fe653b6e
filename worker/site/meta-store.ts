/** Single values of an object, by name. */
export class MetaStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  read(name: string): string | null {
    const rows = this.#sql.exec<{ value: string }>("SELECT value FROM meta WHERE name = ?", name).toArray();
    return rows[0]?.value ?? null;
  }

  /** 0 where nothing was written. */
  readNumber(name: string): number {
    return Number(this.read(name) ?? 0);
  }

  /** Names that start with a prefix, without it. */
  namesAfter(prefix: string): string[] {
    return this.#sql
      .exec<{ name: string }>("SELECT name FROM meta WHERE name GLOB ? ORDER BY name", `${prefix}*`)
      .toArray()
      .map(({ name }) => name.slice(prefix.length));
  }

  write(name: string, value: string | number): void {
    this.#sql.exec("INSERT OR REPLACE INTO meta VALUES (?, ?)", name, String(value));
  }
}
