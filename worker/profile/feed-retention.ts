import { CHANGE_RETENTION_MS } from "../../schemas/limits.ts";
import { FEED_ROWS_PER_SLICE } from "../../schemas/limits-export.ts";
import { NOTHING_OVERDUE, type Overdue } from "../domain/retention-figures.ts";
import type { MembershipStore } from "./membership-store.ts";

/** Changes that are too old and need not stay: an entry that stands for a member stays as long as the membership. */
const OUTDATED = `recorded_at < ?1
  AND NOT (op = 'enter' AND EXISTS (SELECT 1 FROM profile WHERE profile.id = change.profile))`;

export const overdueChanges = (sql: SqlStorage, now: number): Overdue => {
  const before = now - CHANGE_RETENTION_MS;
  const { count, oldest } = sql
    .exec<{ count: number; oldest: number | null }>(
      `SELECT count(*) AS count, min(recorded_at) AS oldest FROM change WHERE ${OUTDATED}`,
      before,
    )
    .one();
  return oldest === null ? NOTHING_OVERDUE : { count, oldestAt: oldest, lagMs: before - oldest };
};

/** The last change that a walk over all feeds has looked at. */
type Place = readonly [audience: string, seq: number];

/** Before the first change of the feed that comes after an audience's; null behind the last. */
const feedAfter = (sql: SqlStorage, audience: string): Place | null => {
  const { next } = sql
    .exec<{ next: string | null }>("SELECT min(audience) AS next FROM change WHERE audience > ?", audience)
    .one();
  return next === null ? null : [next, 0];
};

const outdatedBetween = (
  sql: SqlStorage,
  [audience, after]: Place,
  upTo: number,
  before: number,
  limit: number,
): number[] =>
  sql
    .exec<{ seq: number }>(
      `SELECT seq FROM change WHERE audience = ?2 AND seq > ?3 AND seq <= ?4 AND ${OUTDATED} ORDER BY seq LIMIT ?5`,
      before,
      audience,
      after,
      upTo,
      limit,
    )
    .toArray()
    .map(({ seq }) => seq);

/**
 * Deletes up to `limit` of the changes that are too old, among as many as one slice looks at. Returns where to go on; null at the
 * end of the last feed.
 */
export const trimFeeds = (
  sql: SqlStorage,
  memberships: MembershipStore,
  after: string,
  now: number,
  limit: number,
): string | null => {
  let place = after === "" ? feedAfter(sql, "") : (JSON.parse(after) as Place);
  let left = limit;
  let unseen = FEED_ROWS_PER_SLICE;
  while (place !== null) {
    const [audience, seq]: Place = place;
    const head = memberships.head(audience);
    const from = memberships.firstAfter(audience, seq) - 1;
    const reached = Math.min(from + unseen, head);
    const outdated = outdatedBetween(sql, place, reached, now - CHANGE_RETENTION_MS, left);
    // Also where nothing is deleted, so that a shard which starts counts no more than a day's changes.
    memberships.drop(audience, outdated);
    left -= outdated.length;
    unseen -= reached - from;
    if (left === 0) return JSON.stringify([audience, outdated.at(-1)]);
    if (unseen === 0) return JSON.stringify([audience, reached]);
    place = feedAfter(sql, audience);
  }
  return null;
};
