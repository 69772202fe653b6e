/** Runs the numbered steps that this database has not seen, in one transaction. */
export const migrate = (storage: DurableObjectStorage, steps: readonly string[]): void => {
  storage.transactionSync(() => {
    const { sql } = storage;
    sql.exec("CREATE TABLE IF NOT EXISTS migration (step INTEGER PRIMARY KEY)");
    const done = sql.exec<{ step: number | null }>("SELECT max(step) AS step FROM migration").one().step ?? 0;
    for (const [index, step] of steps.entries()) {
      if (index < done) continue;
      sql.exec(step);
      sql.exec("INSERT INTO migration VALUES (?)", index + 1);
    }
  });
};

/** Whether anything was ever stored here. Looking does not write, so that asking for a name costs nothing. */
export const isMigrated = ({ sql }: DurableObjectStorage): boolean =>
  sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migration'").toArray().length > 0;
