import type { Profile } from "../domain/profile/profile.ts";
import { isMember } from "../domain/profile/membership-changes.ts";

/**
 * Numbers what exports of an audience show: another number where anything may have changed since the number was asked for.
 * Only the first change after that is noted, so that a feed nobody reads, and one that changes a lot, cost next to nothing.
 */
export class FeedRevisions {
  readonly #sql: SqlStorage;
  /** Audiences that did not change since they were read; null before that is known. */
  #unchanged: Set<string> | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The present number of an audience. */
  settle(audience: string): number {
    if (!this.#known().has(audience)) {
      this.#sql.exec(
        `INSERT INTO feed_revision VALUES (?, 1, 0)
           ON CONFLICT (audience) DO UPDATE SET revision = revision + 1, changed = 0`,
        audience,
      );
      this.#known().add(audience);
    }
    return this.#sql
      .exec<{ revision: number }>("SELECT revision FROM feed_revision WHERE audience = ?", audience)
      .one().revision;
  }

  change(audience: string): void {
    if (!this.#known().delete(audience)) return;
    this.#sql.exec("UPDATE feed_revision SET changed = 1 WHERE audience = ?", audience);
  }

  /** Something that exports may show of a profile is another. */
  changeMember({ head }: Profile): void {
    for (const [audience, standing] of Object.entries(head.standings)) {
      if (isMember(standing)) this.change(audience);
    }
  }

  #known(): Set<string> {
    if (this.#unchanged === null) {
      const rows = this.#sql
        .exec<{ audience: string }>("SELECT audience FROM feed_revision WHERE changed = 0")
        .toArray();
      this.#unchanged = new Set(rows.map(({ audience }) => audience));
    }
    return this.#unchanged;
  }

  /** After a failed transaction what is in memory is not known to be on disk. */
  discard(): void {
    this.#unchanged = null;
  }
}
