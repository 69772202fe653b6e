import { RETENTION_EVERY_MS, RETENTION_ROWS_PER_SLICE } from "../../schemas/limits.ts";
import { decodeHead, decodeProfile } from "../domain/profile/codec.ts";
import type { Profile } from "../domain/profile/profile.ts";
import { expire, isYoung } from "../domain/profile/retention.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import { keepFormerKeys } from "./gather-keys.ts";
import { noteFailure } from "./note-failure.ts";
import { trimFeeds } from "./feed-retention.ts";
import { deleteRows, ROW_CLASSES } from "./retention-rows.ts";
import type { RetentionStage, RetentionWalk } from "./retention-store.ts";
import type { ShardState } from "./shard-state.ts";

type HeadRow = { id: string; head: string };

/** The small parts of a page of profiles: histories of the young ones are not read. */
export const headsAfter = (sql: SqlStorage, after: string, limit: number): HeadRow[] =>
  sql.exec<HeadRow>("SELECT id, head FROM profile WHERE id > ? ORDER BY id LIMIT ?", after, limit).toArray();

/** The whole profile, unless nothing of it can be too old yet. */
export const agedProfile = (
  state: ShardState,
  { id, head: text }: HeadRow,
  rules: SiteRules,
  now: number,
): Profile | null => {
  const inMemory = state.profiles.peek(id);
  if (isYoung(inMemory?.head ?? decodeHead(text), rules, now)) return null;
  if (inMemory !== null) return inMemory;
  const { history, ledger } = state.sql
    .exec<{ history: string; ledger: string | null }>("SELECT history, ledger FROM profile WHERE id = ?", id)
    .one();
  return decodeProfile({ id, head: text, history, ledger });
};

/** Everything that a shard holds of a profile beside its memberships, which end one by one. */
const removeProfile = (state: ShardState, profile: Profile, now: number): void => {
  const { profiles, timers, secrets, sql } = state;
  const { id, head } = profile;
  keepFormerKeys(state, profile, secrets.of(id), now);
  if (head.timerAt !== null) timers.disarm({ due: head.timerAt, kind: "flip", profile: id });
  profiles.remove(id);
  sql.exec("DELETE FROM contact_secret WHERE contact = ?", id);
  sql.exec("DELETE FROM quarantine WHERE profile = ?", id);
};

/** Lets go of what is too old of a profile, or of all of it. */
const expireProfile = (state: ShardState, row: HeadRow, rules: SiteRules, now: number): void => {
  const profile = agedProfile(state, row, rules, now);
  const expired = profile === null ? null : expire(profile, rules, now);
  if (profile === null || expired === null) return;
  const { kind, applied } = expired;
  if (kind === "trimmed") state.record(applied, rules, now);
  else {
    state.tell(profile, applied, rules, now);
    state.notify(profile.id, applied.changes, rules, now);
    removeProfile(state, profile, now);
  }
};

/** Where a sweep goes on after a slice of `count` of up to `limit` rows: further in its stage, or at the start of the next. */
export const nextPlace = (
  walk: RetentionWalk,
  last: string | undefined,
  count: number,
  stage: RetentionStage,
  limit = RETENTION_ROWS_PER_SLICE,
): RetentionWalk => (count < limit ? { ...walk, stage, after: "" } : { ...walk, after: last ?? "" });

const feedsSlice = (state: ShardState, walk: RetentionWalk, now: number): void => {
  const next = trimFeeds(state.sql, state.memberships, walk.after, now, RETENTION_ROWS_PER_SLICE);
  state.retention.write(next === null ? { ...walk, stage: "rows", after: "" } : { ...walk, after: next });
};

const rowsSlice = (state: ShardState, walk: RetentionWalk, now: number): void => {
  const counts = ROW_CLASSES.map((name) => deleteRows(state.sql, name, now, RETENTION_ROWS_PER_SLICE));
  state.retention.write(nextPlace(walk, "", Math.max(...counts), "pointers"));
};

/** The walk over profiles that is under way, or is due to begin; null where there is none. */
const profilesWalk = (walk: RetentionWalk | null, now: number): RetentionWalk | null => {
  if (walk?.stage === "profiles") return walk;
  if (walk === null || walk.stage !== null || walk.nextAt > now) return null;
  return { ...walk, stage: "profiles", after: "", nextAt: now + RETENTION_EVERY_MS };
};

/** Begins a sweep that is due, or goes on over so many of the profiles, or rows, of one; inside the shard's transaction. */
export const retentionSlice = (
  state: ShardState,
  rules: SiteRules,
  now: number,
  limit = RETENTION_ROWS_PER_SLICE,
): void => {
  const walk = state.retention.read();
  if (walk?.stage === "feeds") feedsSlice(state, walk, now);
  if (walk?.stage === "rows") rowsSlice(state, walk, now);
  const profiles = profilesWalk(walk, now);
  if (profiles === null) return;
  const rows = headsAfter(state.sql, profiles.after, limit);
  for (const row of rows) expireProfile(state, row, rules, now);
  state.retention.write(nextPlace(profiles, rows.at(-1)?.id, rows.length, "feeds", limit));
};

/** The profile after a position cannot be processed: a sweep that stands there still goes on behind it. */
export const passOverExpired = (state: ShardState, after: string, error: unknown, now: number): void => {
  const walk = profilesWalk(state.retention.read(), now);
  if (walk === null) throw error;
  if (walk.after !== after) return;
  const [row] = headsAfter(state.sql, after, 1);
  if (row === undefined) throw error;
  state.retention.write({ ...walk, after: row.id });
  noteFailure(state, "retention", error, now);
};
