import { CHANGE_RETENTION_MS } from "../../schemas/limits.ts";
import {
  namesEntry,
  STANDING_AUDIENCE_PATH,
  STANDING_ENTRY_PATH,
  STANDINGS_PATH,
} from "../domain/profile/codec.ts";
import { NOTHING_OVERDUE, type Overdue } from "../domain/retention-figures.ts";
import type { MembershipStore } from "./membership-store.ts";

/** The feed's changes, and whether each is an entry that stands for a member: such one stays as long as the membership. */
const CHANGES = `SELECT c.audience, c.seq, c.recorded_at, c.op = 'enter' AND ${namesEntry("p.head", "c.seq")} AND EXISTS (
    SELECT 1 FROM json_each(iif(json_valid(p.head), p.head, '[]'), '${STANDINGS_PATH}') AS standing
    WHERE json_extract(standing.value, '${STANDING_AUDIENCE_PATH}') = c.audience
      AND json_extract(standing.value, '${STANDING_ENTRY_PATH}') = c.seq
  ) AS stands
  FROM change AS c LEFT JOIN profile AS p ON p.id = c.profile`;

export const overdueChanges = (sql: SqlStorage, now: number): Overdue => {
  const before = now - CHANGE_RETENTION_MS;
  const { count, oldest } = sql
    .exec<{ count: number; oldest: number | null }>(
      `SELECT count(*) AS count, min(recorded_at) AS oldest
       FROM (${CHANGES} WHERE c.recorded_at < ?) WHERE NOT stands`,
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

/** Looks at up to `limit` changes of one audience in their order, up to the first that is young. */
const outdatedAfter = (
  sql: SqlStorage,
  [audience, seq]: Place,
  before: number,
  limit: number,
): { readonly seen: readonly number[]; readonly outdated: readonly number[] } => {
  const seen: number[] = [];
  const outdated: number[] = [];
  const rows = sql
    .exec(`${CHANGES} WHERE c.audience = ? AND c.seq > ? ORDER BY c.seq LIMIT ?`, audience, seq, limit)
    .raw<[audience: string, seq: number, recordedAt: number, stands: number]>();
  for (const [, number, recordedAt, stands] of rows) {
    if (recordedAt >= before) break;
    seen.push(number);
    if (stands === 0) outdated.push(number);
  }
  return { seen, outdated };
};

/** Deletes what is too old of the feeds: looks at up to `limit` changes after a place. Returns the next place; null at the end. */
export const trimFeeds = (
  sql: SqlStorage,
  memberships: MembershipStore,
  after: string,
  now: number,
  limit: number,
): string | null => {
  let place = after === "" ? feedAfter(sql, "") : (JSON.parse(after) as Place);
  let left = limit;
  while (place !== null) {
    const { seen, outdated } = outdatedAfter(sql, place, now - CHANGE_RETENTION_MS, left);
    // Also where nothing is deleted, so that a shard which starts counts no more than a day's changes.
    memberships.drop(place[0], outdated);
    left -= seen.length;
    const last = seen.at(-1);
    if (left <= 0 && last !== undefined) return JSON.stringify([place[0], last]);
    place = feedAfter(sql, place[0]);
  }
  return null;
};
