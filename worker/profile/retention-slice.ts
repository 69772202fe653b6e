import { RETENTION_EVERY_MS, RETENTION_ROWS_PER_SLICE } from "../../schemas/limits.ts";
import { decodeHead, decodeProfile } from "../domain/profile/codec.ts";
import type { Profile } from "../domain/profile/profile.ts";
import { expire, isYoung } from "../domain/profile/retention.ts";
import type { SiteRules } from "../domain/site-rules.ts";
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
const removeProfile = ({ profiles, timers, sql }: ShardState, { id, head }: Profile): void => {
  if (head.timerAt !== null) timers.disarm({ due: head.timerAt, kind: "flip", profile: id });
  profiles.remove(id);
  sql.exec("DELETE FROM contact_secret WHERE contact = ?", id);
  sql.exec("DELETE FROM quarantine WHERE profile = ?", id);
};

const expireProfile = (state: ShardState, profile: Profile, rules: SiteRules, now: number): void => {
  const expired = expire(profile, rules, now);
  if (expired === null) return;
  const { kind, applied } = expired;
  if (kind === "trimmed") state.record(applied, rules, now);
  else {
    for (const change of applied.changes) state.memberships.apply(profile.id, change);
    for (const change of applied.feed) state.tell(profile.id, change, rules, now);
    state.notify(profile.id, applied.changes, rules, now);
    removeProfile(state, profile);
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
    const profile = agedProfile(state, row, rules, now);
    if (profile !== null) expireProfile(state, profile, rules, now);
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
