import { MERGES_PER_SHARD_MAX } from "../../schemas/limits.ts";
import type { Taken } from "../domain/profile/give-back.ts";
import type { ProfileRow } from "../domain/profile/codec.ts";
import type { Identifier } from "../domain/rpc.ts";

/** A contact that went into another one, as it was. */
export interface KeptMerge {
  readonly id: string;
  readonly origin: string;
  readonly target: string;
  readonly at: number;
  /** Null where the time to undo it is over. */
  readonly original: ProfileRow | null;
  readonly identifiers: readonly Identifier[];
  readonly isReversing: boolean;
  /** It was undone; kept for as long as it could have been, so that asking again gets the same answer. */
  readonly isUndone: boolean;
}

/** What a contact of this shard took over from another one. */
export interface Takeover {
  readonly merge: string;
  readonly contact: string;
  readonly origin: string;
  readonly at: number;
  readonly taken: Taken;
  /** Digests of the addresses that came along. */
  readonly digests: readonly string[];
  readonly isReturned: boolean;
}

type MergeRow = {
  id: string;
  origin: string;
  target: string;
  at: number;
  head: string;
  history: string;
  ledger: string | null;
  identifiers: string;
  reversing: number;
};
type TakeoverRow = {
  merge: string;
  contact: string;
  origin: string;
  at: number;
  taken: string;
  digests: string;
  returned: number;
};

/** What the column `reversing` says beside 0. */
const REVERSING = 1;
const UNDONE = 2;

const keptOf = ({ head, history, ledger, identifiers, reversing, ...row }: MergeRow): KeptMerge => ({
  ...row,
  original: history === "" ? null : { id: row.origin, head, history, ledger },
  identifiers: JSON.parse(identifiers) as Identifier[],
  isReversing: reversing === REVERSING,
  isUndone: reversing === UNDONE,
});

const takeoverOf = ({ taken, digests, returned, ...rest }: TakeoverRow): Takeover => ({
  ...rest,
  taken: JSON.parse(taken) as Taken,
  digests: JSON.parse(digests) as string[],
  isReturned: returned === 1,
});

/** Merges of contacts: the originals of those that went, and what those that stayed took over. */
export class MergeStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Keeps an original; of too many the oldest cannot be undone any more. */
  keep({ id, origin, target, at, original, identifiers }: Omit<KeptMerge, "isReversing" | "isUndone">): void {
    this.#sql.exec(
      "INSERT INTO merge VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)",
      id,
      origin,
      target,
      at,
      original?.head ?? "",
      original?.history ?? "",
      original?.ledger ?? null,
      JSON.stringify(identifiers),
    );
    this.#sql.exec(
      `DELETE FROM merge WHERE reversing <> ${REVERSING} AND id NOT IN (
         SELECT id FROM merge ORDER BY at DESC, id DESC LIMIT ?
       )`,
      MERGES_PER_SHARD_MAX,
    );
  }

  read(id: string): KeptMerge | null {
    const [row] = this.#sql.exec<MergeRow>("SELECT * FROM merge WHERE id = ?", id).toArray();
    return row === undefined ? null : keptOf(row);
  }

  /** The newest merge of a contact that was not undone. */
  of(origin: string): string | null {
    const [row] = this.#sql
      .exec<{ id: string }>(
        "SELECT id FROM merge WHERE origin = ? AND reversing <> ? ORDER BY at DESC LIMIT 1",
        origin,
        UNDONE,
      )
      .toArray();
    return row?.id ?? null;
  }

  /** The contact that took it over is another one than was thought: it had been merged itself. */
  redirect(origin: string, target: string): void {
    this.#sql.exec(
      "UPDATE merge SET target = ? WHERE origin = ? AND target <> ? AND reversing <> ?",
      target,
      origin,
      target,
      UNDONE,
    );
  }

  markReversing(id: string, isReversing: boolean): void {
    this.#sql.exec("UPDATE merge SET reversing = ? WHERE id = ?", isReversing ? REVERSING : 0, id);
  }

  /** Nothing of the original is needed any more. */
  markUndone(id: string): void {
    this.#sql.exec(
      "UPDATE merge SET head = '', history = '', ledger = NULL, identifiers = '[]', reversing = ? WHERE id = ?",
      UNDONE,
      id,
    );
  }

  /** Puts what is left of an original in its place. */
  rewrite({ id, head, history, ledger }: Required<ProfileRow>, merge: string): void {
    this.#sql.exec(
      "UPDATE merge SET head = ?, history = ?, ledger = ? WHERE id = ? AND origin = ?",
      head,
      history,
      ledger,
      merge,
      id,
    );
  }

  remove(id: string): void {
    this.#sql.exec("DELETE FROM merge WHERE id = ?", id);
  }

  /** Lets go what undoing a merge would need; that there was one stays known, unless it was undone. */
  expire(id: string): void {
    this.#sql.exec("DELETE FROM merge WHERE id = ? AND reversing = ?", id, UNDONE);
    this.#sql.exec(
      `UPDATE merge SET head = '', history = '', ledger = NULL, identifiers = '[]'
         WHERE id = ? AND reversing = 0`,
      id,
    );
    this.#sql.exec("DELETE FROM takeover WHERE merge = ?", id);
  }

  take({ merge, contact, origin, at, taken, digests }: Omit<Takeover, "isReturned">): void {
    this.#sql.exec(
      "INSERT INTO takeover VALUES (?, ?, ?, ?, ?, ?, 0)",
      merge,
      contact,
      origin,
      at,
      JSON.stringify(taken),
      JSON.stringify(digests),
    );
  }

  takeover(merge: string): Takeover | null {
    const [row] = this.#sql.exec<TakeoverRow>("SELECT * FROM takeover WHERE merge = ?", merge).toArray();
    return row === undefined ? null : takeoverOf(row);
  }

  /** What a contact took over and could still give back. */
  takenBy(contact: string): Takeover[] {
    return this.#sql
      .exec<TakeoverRow>("SELECT * FROM takeover WHERE contact = ? AND returned = 0", contact)
      .toArray()
      .map(takeoverOf);
  }

  rewriteTaken(merge: string, taken: Taken): void {
    this.#sql.exec("UPDATE takeover SET taken = ? WHERE merge = ?", JSON.stringify(taken), merge);
  }

  /** A parcel that is delivered once more is still known, and takes nothing over again. */
  markReturned(merge: string): void {
    this.#sql.exec("UPDATE takeover SET returned = 1 WHERE merge = ?", merge);
  }
}
