import { RETENTION_EVERY_MS, RETENTION_ROWS_PER_SLICE } from "../../schemas/limits.ts";
import { decodeHead, decodeProfile } from "../domain/profile/codec.ts";
import type { Profile } from "../domain/profile/profile.ts";
import { expire, isYoung } from "../domain/profile/retention.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import { keepFormerKeys } from "./gather-keys.ts";
import { orPassOver } from "./note-failure.ts";
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

type Expired = NonNullable<ReturnType<typeof expire>>;

const expiredProfile = (state: ShardState, row: HeadRow, rules: SiteRules, now: number) => {
  const profile = agedProfile(state, row, rules, now);
  const expired = profile === null ? null : expire(profile, rules, now);
  return profile === null || expired === null ? null : { profile, expired };
};

const expireProfile = (
  state: ShardState,
  profile: Profile,
  { kind, applied }: Expired,
  rules: SiteRules,
  now: number,
): void => {
  if (kind === "trimmed") state.record(applied, rules, now);
  else {
    for (const change of applied.changes) state.memberships.apply(profile.id, change);
    for (const change of applied.feed) state.tell(profile.id, change, rules, now);
    state.notify(profile.id, applied.changes, rules, now);
    removeProfile(state, profile, now);
  }
};

/** Where a sweep goes on after a slice of `count` rows: further in its stage, or at the start of the next one. */
export const nextPlace = (
  walk: RetentionWalk,
  last: string | undefined,
  count: number,
  stage: RetentionStage,
): RetentionWalk =>
  count < RETENTION_ROWS_PER_SLICE ? { ...walk, stage, after: "" } : { ...walk, after: last ?? "" };

const profilesSlice = (state: ShardState, walk: RetentionWalk, rules: SiteRules, now: number): void => {
  const rows = headsAfter(state.sql, walk.after, RETENTION_ROWS_PER_SLICE);
  for (const row of rows) {
    const found = orPassOver(state, "retention", now, () => expiredProfile(state, row, rules, now));
    if (found !== null) expireProfile(state, found.profile, found.expired, rules, now);
  }
  state.retention.write(nextPlace(walk, rows.at(-1)?.id, rows.length, "rows"));
};

const rowsSlice = (state: ShardState, walk: RetentionWalk, now: number): void => {
  const counts = ROW_CLASSES.map((name) => deleteRows(state.sql, name, now, RETENTION_ROWS_PER_SLICE));
  state.retention.write(nextPlace(walk, "", Math.max(...counts), "pointers"));
};

/** Begins a sweep that is due, or does the next slice of the profiles or rows of one; inside the shard's transaction. */
export const retentionSlice = (state: ShardState, rules: SiteRules, now: number): void => {
  const walk = state.retention.read();
  if (walk === null || walk.stage === "pointers") return;
  if (walk.stage === "rows") rowsSlice(state, walk, now);
  else if (walk.stage === "profiles") profilesSlice(state, walk, rules, now);
  else if (walk.nextAt <= now) {
    profilesSlice(
      state,
      { ...walk, stage: "profiles", after: "", nextAt: now + RETENTION_EVERY_MS },
      rules,
      now,
    );
  }
};
