import { CHANGE_RETENTION_MS } from "../../schemas/limits.ts";
import type { ChangeRow, ChangesRequest, MembersRequest } from "../domain/rpc.ts";
import type { FeedRevisions } from "./feed-revisions.ts";
import type { MembershipChange } from "../domain/profile/membership-changes.ts";

/** What of a request the tables can answer. */
export type StoredMembersRequest = Omit<MembersRequest, "match">;

/** A change, with the small part of the profile; null where that is not here any more. */
export type StoredChange = { seq: number; head: string | null } & ChangeRow;

/**
 * Which profiles are in which audience (since when and until when stands in the profile, where it changes for free), and the feed of entries
 * and exits that exports read.
 */
export class MembershipStore {
  readonly #sql: SqlStorage;
  /** Newest sequence number per audience, so that appending reads nothing. */
  readonly #heads = new Map<string, number>();
  /** When the oldest change per audience was recorded, so that dropping outdated ones asks nothing until one is. */
  readonly #oldestRecorded = new Map<string, number>();

  readonly #revisions: FeedRevisions;

  constructor(sql: SqlStorage, revisions: FeedRevisions) {
    this.#sql = sql;
    this.#revisions = revisions;
  }

  apply(profile: string, { audience, op }: MembershipChange): void {
    this.#revisions.change(audience);
    if (op === "enter") {
      this.#sql.exec("INSERT OR IGNORE INTO membership VALUES (?, ?)", audience, profile);
    } else this.#sql.exec("DELETE FROM membership WHERE audience = ? AND profile = ?", audience, profile);
  }

  append(profile: string, change: MembershipChange, recordedAt: number): void {
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
    this.#prune(audience, recordedAt - CHANGE_RETENTION_MS);
  }

  /** Each new change takes up to two outdated ones with it, so that the feed never grows without end. */
  #prune(audience: string, before: number): void {
    const known = this.#oldestRecorded.get(audience);
    if (known !== undefined && known >= before) return;
    this.#sql.exec(
      `DELETE FROM change WHERE audience = ?1 AND recorded_at < ?2
         AND seq IN (SELECT seq FROM change WHERE audience = ?1 ORDER BY seq LIMIT 2)`,
      audience,
      before,
    );
    const { recorded } = this.#sql
      .exec<{ recorded: number }>(
        "SELECT recorded_at AS recorded FROM change WHERE audience = ? ORDER BY seq LIMIT 1",
        audience,
      )
      .one();
    this.#oldestRecorded.set(audience, recorded);
  }

  /**
   * Sequence number of the oldest change from which the feed is whole; 1 where none was ever dropped. An exit whose
   * profile was erased and forgotten cannot be told any more.
   */
  #oldest(audience: string): number {
    const { kept, forgotten } = this.#sql
      .exec<{ kept: number | null; forgotten: number | null }>(
        `SELECT min(seq) AS kept, max(seq) FILTER (WHERE profile = '' AND reason = 'erased') AS forgotten
         FROM change WHERE audience = ?`,
        audience,
      )
      .one();
    return Math.max(kept ?? this.#dropped(audience) + 1, (forgotten ?? 0) + 1);
  }

  /** Takes the names of erased profiles out of the exits that told of them. */
  forgetErased(recordedBy: number): void {
    this.#sql.exec(
      "UPDATE change SET profile = '' WHERE reason = 'erased' AND profile <> '' AND recorded_at <= ?",
      recordedBy,
    );
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

  /** Sequence number of an audience's newest change. */
  head(audience: string): number {
    const known = this.#heads.get(audience);
    if (known !== undefined) return known;
    const { seq } = this.#sql
      .exec<{ seq: number | null }>("SELECT max(seq) AS seq FROM change WHERE audience = ?", audience)
      .one();
    const head = seq ?? this.#dropped(audience);
    this.#heads.set(audience, head);
    return head;
  }

  /** Sequence number of the newest change that a retention sweep deleted; 0 where none was. */
  #dropped(audience: string): number {
    const [row] = this.#sql
      .exec<{ seq: number }>("SELECT seq FROM feed_dropped WHERE audience = ?", audience)
      .toArray();
    return row?.seq ?? 0;
  }

  /** Members in the order of their ids, with the small part of their profiles. */
  members({ audience, after, limit, entered }: StoredMembersRequest): { profile: string; head: string }[] {
    const isWanted = entered?.isWanted ?? true;
    const filter =
      entered === null
        ? ""
        : `AND m.profile ${isWanted ? "" : "NOT"} IN
             (SELECT profile FROM change WHERE audience = ?1 AND seq > ?4 AND op = 'enter')`;
    const rows = this.#sql
      .exec(
        `SELECT m.profile, p.head FROM membership AS m JOIN profile AS p ON p.id = m.profile
         WHERE m.audience = ?1 AND m.profile > ?2 ${filter} ORDER BY m.profile LIMIT ?3`,
        audience,
        after,
        limit,
        ...(entered === null ? [] : [entered.after]),
      )
      .raw<[profile: string, head: string]>();
    // Arrays come out of the database in half the time of objects.
    return Array.from(rows, ([profile, head]) => ({ profile, head }));
  }

  /** Sequence number before the first entry after another number; the newest one where no entry comes. */
  noEntryUpTo(audience: string, after: number): number {
    const [row] = this.#sql
      .exec<{ seq: number }>(
        "SELECT seq FROM change WHERE audience = ? AND seq > ? AND op = 'enter' ORDER BY seq LIMIT 1",
        audience,
        after,
      )
      .toArray();
    return row === undefined ? this.head(audience) : row.seq - 1;
  }

  /** How many members there are, and where the feed begins and ends. */
  countOf(audience: string): { members: number; head: number; oldest: number } {
    const { members } = this.#sql
      .exec<{ members: number }>("SELECT count(*) AS members FROM membership WHERE audience = ?", audience)
      .one();
    return { members, head: this.head(audience), oldest: this.#oldest(audience) };
  }

  /**
   * One page of the feed. An entry that was held back when later exits were told is told only of who is a member still;
   * an exit is not told where all that was told before is an earlier one.
   */
  changes(request: ChangesRequest): StoredChange[] {
    const { audience, after, upTo, limit, entriesAfter, entriesUpTo, exitsAfter } = request;
    return this.#sql
      .exec<Omit<StoredChange, "keys"> & Record<string, SqlStorageValue>>(
        `SELECT c.seq, c.op, c.profile, c.at, c.reason, p.head FROM change AS c
         LEFT JOIN (
           SELECT profile, min(seq) AS first FROM change
           WHERE audience = ?1 AND seq > ?6 AND op = 'enter' GROUP BY profile
         ) AS held ON held.profile = c.profile
         LEFT JOIN profile AS p ON p.id = c.profile
         WHERE c.audience = ?1 AND c.seq > ?2 AND c.seq <= ?3 AND c.profile <> '' AND CASE c.op
           WHEN 'enter' THEN c.seq > ?5 AND c.seq <= ?6 AND (c.seq > ?7 OR EXISTS (
             SELECT 1 FROM membership AS m WHERE m.audience = ?1 AND m.profile = c.profile
           ))
           ELSE c.seq > ?7 AND (held.first IS NULL OR held.first > c.seq) END
         ORDER BY c.seq LIMIT ?4`,
        audience,
        after,
        upTo,
        limit,
        entriesAfter,
        entriesUpTo,
        exitsAfter,
      )
      .toArray();
  }

  /** After a failed transaction the numbers in memory are not known to be on disk. */
  discard(): void {
    this.#heads.clear();
    this.#oldestRecorded.clear();
  }
}
