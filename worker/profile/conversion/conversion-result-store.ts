import type { ConversionResult } from "../../domain/conversion/conversion-counts.ts";

type Row = Record<ConversionResult, number>;

/** What became of orders, by destination: numbers that name nobody. */
export class ConversionResultStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  add(destination: string, result: ConversionResult, count = 1): void {
    this.#sql.exec("INSERT OR IGNORE INTO conversion_result VALUES (?, 0, 0, 0, 0)", destination);
    this.#sql.exec(
      `UPDATE conversion_result SET ${result} = ${result} + ? WHERE destination = ?`,
      count,
      destination,
    );
  }

  of(destination: string): Row {
    const [row] = this.#sql
      .exec<Row>(
        "SELECT sent, failed, cancelled, unmatched FROM conversion_result WHERE destination = ?",
        destination,
      )
      .toArray();
    return row ?? { sent: 0, failed: 0, cancelled: 0, unmatched: 0 };
  }

  forget(destination: string): void {
    this.#sql.exec("DELETE FROM conversion_result WHERE destination = ?", destination);
  }
}
