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
