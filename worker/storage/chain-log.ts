import { followLinks, nextHead } from "../crypto/hash-chain.ts";
import { type ChainCheck, type ChainHead, type ChainWalk, EMPTY_CHAIN } from "../domain/audit/chain.ts";

type StoredLink = { seq: number; hash: string } & Record<string, SqlStorageValue>;

/**
 * An append-only table of which each row's hash covers the row before, so that a changed, moved or removed row shows.
 * The table has the columns `seq`, the given ones in their order, and `hash`.
 */
export class ChainLog {
  readonly #sql: SqlStorage;
  readonly #table: string;
  readonly #columns: readonly string[];
  /** Null where it is not known. */
  #head: ChainHead | null = null;

  constructor(sql: SqlStorage, table: string, columns: readonly string[]) {
    this.#sql = sql;
    this.#table = table;
    this.#columns = columns;
  }

  /** Returns the number of the new entry. */
  append(content: readonly SqlStorageValue[]): number {
    const head = nextHead(this.head(), content);
    const places = content.map(() => "?").join(", ");
    this.#sql.exec(
      `INSERT INTO ${this.#table} (seq, ${this.#columns.join(", ")}, hash) VALUES (?, ${places}, ?)`,
      head.entries,
      ...content,
      head.hash,
    );
    this.#head = head;
    return head.entries;
  }

  head(): ChainHead {
    if (this.#head === null) {
      const [last] = this.#sql
        .exec<{ seq: number; hash: string }>(`SELECT seq, hash FROM ${this.#table} ORDER BY seq DESC LIMIT 1`)
        .toArray();
      this.#head = last === undefined ? EMPTY_CHAIN : { entries: last.seq, hash: last.hash };
    }
    return this.#head;
  }

  /** Computes every hash of a part of the chain again. */
  check({ from, anchors, limit }: ChainWalk): ChainCheck {
    const rows = this.#sql
      .exec<StoredLink>(
        `SELECT * FROM ${this.#table} WHERE seq > ? ORDER BY seq LIMIT ?`,
        from.entries,
        limit,
      )
      .toArray();
    const links = rows.map((row) => ({
      seq: row.seq,
      hash: row.hash,
      content: this.#columns.map((column) => row[column]),
    }));
    const { reached, firstBad } = followLinks(from, links, anchors);
    const isOver = firstBad !== null || rows.length < limit;
    const isCut = isOver && firstBad === null && anchors.some(({ entries }) => entries > reached.entries);
    return { reached, firstBad: isCut ? reached.entries + 1 : firstBad, isOver };
  }

  /** After a failed transaction the head in memory is not known to be on disk. */
  discard(): void {
    this.#head = null;
  }
}
