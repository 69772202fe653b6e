import { RECEIPT_RETENTION_MS } from "../../../schemas/limits.ts";
import type { ReceiptPlace } from "../../../schemas/privacy.ts";
import type { Erasure, Reach } from "../../domain/privacy/erasure.ts";

type Row = {
  receipt: string;
  subject: string;
  reach: Reach;
  requested_at: number;
  completed_at: number | null;
  ids: string;
  removed: string;
};

/** Erasures that began in this shard, with their receipts, and what this shard removed for those of any. */
export class ErasureStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Ids are kept while the erasure needs them. */
  write({ receipt, subject, reach, requestedAt, completedAt, removed, ...erasure }: Erasure): void {
    const { profiles, holders } = completedAt === null ? erasure : { profiles: [], holders: [] };
    this.#sql.exec(
      "INSERT OR REPLACE INTO erasure VALUES (?, ?, ?, ?, ?, ?, ?)",
      receipt,
      subject,
      reach,
      requestedAt,
      completedAt,
      JSON.stringify([profiles, holders]),
      JSON.stringify(removed),
    );
  }

  read(receipt: string): Erasure | null {
    const [row] = this.#sql.exec<Row>("SELECT * FROM erasure WHERE receipt = ?", receipt).toArray();
    if (row === undefined) return null;
    const [profiles, holders] = JSON.parse(row.ids) as [string[], string[]];
    return {
      receipt,
      subject: row.subject,
      reach: row.reach,
      requestedAt: row.requested_at,
      completedAt: row.completed_at,
      profiles,
      holders,
      removed: JSON.parse(row.removed) as ReceiptPlace[],
    };
  }

  /** Adds to what was removed from one place for a receipt: a shard that is asked again must not answer zero. */
  count(receipt: string, place: string, removed: number, at: number): void {
    if (removed === 0) return;
    this.#sql.exec(
      `INSERT INTO removal VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (receipt, place) DO UPDATE SET removed = removed + excluded.removed, at = excluded.at`,
      receipt,
      place,
      removed,
      at,
    );
  }

  countedFor(receipt: string): Omit<ReceiptPlace, "shard">[] {
    return this.#sql
      .exec<{ place: string; removed: number; at: number }>(
        "SELECT place, removed, at FROM removal WHERE receipt = ? ORDER BY place",
        receipt,
      )
      .toArray();
  }

  /** Notes that pages of the file may still hold what was removed. */
  markResidue(since: number): void {
    this.#sql.exec("INSERT OR IGNORE INTO residue VALUES (1, ?)", since);
  }

  prune(now: number): void {
    const before = now - RECEIPT_RETENTION_MS;
    this.#sql.exec("DELETE FROM erasure WHERE completed_at <= ?", before);
    this.#sql.exec("DELETE FROM removal WHERE at <= ?", before);
  }
}
