import { FEED_ROWS_PER_PAGE } from "../../schemas/limits-export.ts";
import type { MembershipChange } from "../domain/profile/membership-changes.ts";
import type { ChangeRow, ChangesRequest, MembersRequest } from "../domain/rpc.ts";
import { FeedBaseStore } from "./feed-base-store.ts";
import type { FeedRevisions } from "./feed-revisions.ts";

/** What of a request the tables can answer. */
export type StoredMembersRequest = Omit<MembersRequest, "match">;

/** An entry that stands for a member, with the small part of the profile. */
export interface StoredEntry {
  readonly profile: string;
  readonly head: string;
}

/** One page of entries, and the number that the next one begins after; null at the end. */
export interface EntriesPage {
  readonly entries: readonly StoredEntry[];
  readonly next: number | null;
}

/** A change, with the small part of the profile; null where that is not here any more. */
export type StoredChange = ChangeRow & {
  readonly seq: number;
  /** Whether it is an entry whose membership has ended since. */
  readonly isEnded: boolean;
  readonly head: string | null;
};

/**
 * Which profiles are in which audience: the feed of entries and exits that exports read. An entry stands for a membership until
 * that ends, and is marked then: a member is one row, and whoever left is passed over. What the rows do not tell is a number
 * of each audience: members that exports are not told of, and what deleted rows told.
 */
export class MembershipStore {
  readonly #sql: SqlStorage;
  /** Newest sequence number per audience, so that appending reads nothing. */
  readonly #heads = new Map<string, number>();
  readonly #bases: FeedBaseStore;
  readonly #revisions: FeedRevisions;

  constructor(sql: SqlStorage, revisions: FeedRevisions) {
    this.#sql = sql;
    this.#revisions = revisions;
    this.#bases = new FeedBaseStore(sql);
  }

  /** Returns the number of the change. */
  append(profile: string, change: MembershipChange, recordedAt: number): number {
    const { audience, op, at, version, reason } = change;
    this.#revisions.change(audience);
    const seq = this.head(audience) + 1;
    this.#sql.exec(
      "INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      audience,
      seq,
      profile,
      op,
      at,
      version,
      reason,
      recordedAt,
    );
    this.#heads.set(audience, seq);
    this.#bases.tell(audience, op === "enter" ? 1 : -1);
    return seq;
  }

  /** The membership is over that an entry stands for. */
  end(audience: string, entry: number): void {
    this.#sql.exec("UPDATE change SET op = 'ended' WHERE audience = ? AND seq = ?", audience, entry);
  }

  /** Counts entries and exits that are not in the feed. */
  countUntold(changes: readonly MembershipChange[], feed: readonly MembershipChange[]): void {
    const untold = new Map<string, number>();
    const add = ({ audience }: MembershipChange, members: number): void =>
      void untold.set(audience, (untold.get(audience) ?? 0) + members);
    for (const change of changes) add(change, change.op === "enter" ? 1 : -1);
    for (const change of feed) add(change, change.op === "enter" ? -1 : 1);
    for (const [audience, members] of untold) {
      if (members === 0) continue;
      this.#revisions.change(audience);
      this.#bases.addUntold(audience, members);
    }
  }

  /** Deletes an audience's changes with some numbers, and notes what all of them told. */
  drop(audience: string, seqs: readonly number[]): void {
    this.#bases.settle(audience, this.head(audience));
    if (seqs.length === 0) return;
    this.#bases.drop(audience, Math.max(...seqs));
    this.#sql.exec(
      "DELETE FROM change WHERE audience = ? AND seq IN (SELECT value FROM json_each(?))",
      audience,
      JSON.stringify(seqs),
    );
  }

  /** Sequence number of an audience's newest change. */
  head(audience: string): number {
    const known = this.#heads.get(audience);
    if (known !== undefined) return known;
    const { seq } = this.#sql
      .exec<{ seq: number | null }>("SELECT max(seq) AS seq FROM change WHERE audience = ?", audience)
      .one();
    const head = Math.max(seq ?? 0, this.#bases.dropped(audience));
    this.#heads.set(audience, head);
    return head;
  }

  /** Sequence number of the first change after another that is still kept; behind the newest one where none is. */
  firstAfter(audience: string, after: number): number {
    const { first } = this.#sql
      .exec<{ first: number | null }>(
        "SELECT min(seq) AS first FROM change WHERE audience = ? AND seq > ?",
        audience,
        after,
      )
      .one();
    return first ?? this.head(audience) + 1;
  }

  /** How many members there are, and where the feed begins and ends: 1 where nothing of it was ever dropped. */
  countOf(audience: string): { members: number; head: number; oldest: number } {
    const oldest = this.#bases.dropped(audience) + 1;
    return { members: this.#bases.size(audience), head: this.head(audience), oldest };
  }

  /** Takes the names of erased profiles out of the exits that told of them, which cannot be told any more then. */
  forgetErased(recordedBy: number): void {
    const forgotten = this.#sql
      .exec<{ audience: string; seq: number }>(
        `UPDATE change SET profile = '' WHERE reason = 'erased' AND profile <> '' AND recorded_at <= ?
         RETURNING audience, seq`,
        recordedBy,
      )
      .toArray();
    for (const { audience, seq } of forgotten) this.#bases.drop(audience, seq);
  }

  /** Which of some profiles have an exit that tells of their erasure. */
  erasedAmong(profiles: readonly string[]): Set<string> {
    const rows = this.#sql
      .exec<{ profile: string }>(
        `SELECT DISTINCT profile FROM change
         WHERE reason = 'erased' AND profile IN (SELECT value FROM json_each(?))`,
        JSON.stringify(profiles),
      )
      .toArray();
    return new Set(rows.map(({ profile }) => profile));
  }

  /** One page of the entries that stand for members. It may be empty where others come behind it. */
  entries({ audience, after, upTo, limit }: StoredMembersRequest): EntriesPage {
    const end = upTo ?? this.head(audience);
    const reached = Math.min(end, this.firstAfter(audience, after) - 1 + FEED_ROWS_PER_PAGE);
    const rows = this.#sql
      .exec(
        `SELECT c.seq, c.profile, p.head FROM change AS c JOIN profile AS p ON p.id = c.profile
         WHERE c.audience = ? AND c.seq > ? AND c.seq <= ? AND c.op = 'enter' ORDER BY c.seq LIMIT ?`,
        audience,
        after,
        reached,
        limit,
      )
      .raw<[seq: number, profile: string, head: string]>();
    // Arrays come out of the database in half the time of objects.
    let last = 0;
    const entries = Array.from(rows, ([seq, profile, head]) => {
      last = seq;
      return { profile, head };
    });
    const behind = reached < end ? reached : null;
    return { entries, next: entries.length < limit ? behind : last };
  }

  /** Sequence number before the first entry after another number; the newest one where no entry comes. */
  noEntryUpTo(audience: string, after: number): number {
    const [row] = this.#sql
      .exec<{ seq: number }>(
        "SELECT seq FROM change WHERE audience = ? AND seq > ? AND op <> 'exit' ORDER BY seq LIMIT 1",
        audience,
        after,
      )
      .toArray();
    return row === undefined ? this.head(audience) : row.seq - 1;
  }

  /** One page of the feed. An exit is not told where all that was told before is an earlier one. */
  changes(request: ChangesRequest): StoredChange[] {
    const { audience, after, upTo, limit, entriesAfter, entriesUpTo, exitsAfter } = request;
    return this.#sql
      .exec<Omit<StoredChange, "keys" | "isEnded"> & { ended: number } & Record<string, SqlStorageValue>>(
        `SELECT c.seq, iif(c.op = 'exit', 'exit', 'enter') AS op, c.op = 'ended' AS ended, c.profile, c.at, c.reason, p.head
         FROM change AS c
         LEFT JOIN (
           SELECT profile, min(seq) AS first FROM change
           WHERE audience = ?1 AND seq > ?6 AND op <> 'exit' GROUP BY profile
         ) AS held ON held.profile = c.profile
         LEFT JOIN profile AS p ON p.id = c.profile
         WHERE c.audience = ?1 AND c.seq > ?2 AND c.seq <= ?3 AND c.profile <> '' AND CASE c.op
           WHEN 'exit' THEN c.seq > ?7 AND (held.first IS NULL OR held.first > c.seq)
           ELSE c.seq > ?5 AND c.seq <= ?6 END
         ORDER BY c.seq LIMIT ?4`,
        audience,
        after,
        upTo,
        limit,
        entriesAfter,
        entriesUpTo,
        exitsAfter,
      )
      .toArray()
      .map(({ ended, ...change }) => ({ ...change, isEnded: ended === 1 }));
  }

  /** After a failed transaction the numbers in memory are not known to be on disk. */
  discard(): void {
    this.#heads.clear();
    this.#bases.discard();
  }
}
