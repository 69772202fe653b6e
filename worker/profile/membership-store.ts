import type { ChangeRow, MembersRequest } from "../domain/rpc.ts";
import type { MembershipChange } from "../domain/profile/standings.ts";

type StoredChange = { seq: number } & ChangeRow;

/**
 * Which profiles are in which audience (since when and until when stands in the profile, where it changes for free), and the feed of entries
 * and exits that exports read.
 */
export class MembershipStore {
  readonly #sql: SqlStorage;
  /** Newest sequence number per audience, so that appending reads nothing. */
  readonly #heads = new Map<string, number>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  apply(profile: string, { audience, op }: MembershipChange): void {
    if (op === "enter") {
      this.#sql.exec("INSERT OR IGNORE INTO membership VALUES (?, ?)", audience, profile);
    } else this.#sql.exec("DELETE FROM membership WHERE audience = ? AND profile = ?", audience, profile);
  }

  append(profile: string, change: MembershipChange, recordedAt: number): void {
    const { audience, op, at, version, reason } = change;
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
  }

  /** Sequence number of an audience's newest change. */
  head(audience: string): number {
    const known = this.#heads.get(audience);
    if (known !== undefined) return known;
    const { seq } = this.#sql
      .exec<{ seq: number | null }>("SELECT max(seq) AS seq FROM change WHERE audience = ?", audience)
      .one();
    this.#heads.set(audience, seq ?? 0);
    return seq ?? 0;
  }

  /** Members in the order of their ids, with the small part of their profiles. */
  members({ audience, after, limit }: MembersRequest): { profile: string; head: string }[] {
    return this.#sql
      .exec<{ profile: string; head: string }>(
        `SELECT m.profile AS profile, p.head AS head FROM membership AS m JOIN profile AS p ON p.id = m.profile
         WHERE m.audience = ? AND m.profile > ? ORDER BY m.profile LIMIT ?`,
        audience,
        after,
        limit,
      )
      .toArray();
  }

  size(audience: string): number {
    return this.#sql
      .exec<{ size: number }>("SELECT count(*) AS size FROM membership WHERE audience = ?", audience)
      .one().size;
  }

  changes(audience: string, after: number, limit: number): StoredChange[] {
    return this.#sql
      .exec<StoredChange & Record<string, SqlStorageValue>>(
        "SELECT seq, op, profile, at, reason FROM change WHERE audience = ? AND seq > ? ORDER BY seq LIMIT ?",
        audience,
        after,
        limit,
      )
      .toArray();
  }

  /** After a failed transaction the numbers in memory are not known to be on disk. */
  discard(): void {
    this.#heads.clear();
  }
}
