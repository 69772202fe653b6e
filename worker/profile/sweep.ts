import { SWEEP_PROFILES_PER_SLICE } from "../../schemas/limits.ts";
import { decodeHead, type ProfileRow } from "../domain/profile/codec.ts";
import { bringUpToDate, outdatedAudiences } from "../domain/profile/catch-up.ts";
import type { Applied } from "../domain/profile/applied.ts";
import type { Profile } from "../domain/profile/profile.ts";
import type { WalkProgress } from "../domain/rpc.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import { noteFailure } from "./note-failure.ts";
import type { ShardState } from "./shard-state.ts";

/** The profile, unless the change cannot concern it: most changes concern contacts only, or visitors only. */
const concernedProfile = (state: ShardState, row: ProfileRow, rules: SiteRules): Profile | null => {
  const inMemory = state.profiles.peek(row.id);
  const head = inMemory?.head ?? decodeHead(row.head);
  const isComplete = Object.keys(head.standings).every((id) => rules.audiences.byId.has(id));
  if (isComplete && outdatedAudiences(row.id, head, rules).length === 0) return null;
  return state.profiles.fromRow(row);
};

/** What the change makes of a profile; null where it stays as it is. */
const sweptProfile = (state: ShardState, row: ProfileRow, rules: SiteRules, now: number): Applied | null => {
  const profile = concernedProfile(state, row, rules);
  if (profile === null) return null;
  const applied = bringUpToDate(profile, rules, now);
  const isSame =
    applied.feed.length === 0 &&
    JSON.stringify(applied.profile?.head.standings) === JSON.stringify(profile.head.standings);
  // A profile the change does not touch is not written: a new audience costs rows for its members only.
  return isSame ? null : applied;
};

/** Begins a walk over all profiles, unless one to the same version is under way or done. */
export const beginSweep = (state: ShardState, version: number): void => {
  const sweep = state.sweeps.read();
  if (sweep.version >= version) return;
  state.sweeps.write({ ...sweep, version, after: "", evaluated: 0, profiles: state.profiles.count() });
};

/** Evaluates some of the stored profiles with the present configuration. Returns whether the walk is over. */
export const sweepSlice = (
  state: ShardState,
  rules: SiteRules,
  now: number,
  limit = SWEEP_PROFILES_PER_SLICE,
): boolean => {
  const sweep = state.sweeps.read();
  if (sweep.after === null) return true;
  // A newer walk began after these rules were read: they must not speak for it.
  if (sweep.version > rules.version) return false;
  const rows = state.profiles.rowsAfter(sweep.after, limit);
  for (const row of rows) {
    const swept = sweptProfile(state, row, rules, now);
    if (swept !== null) state.record(swept, rules, now);
  }
  const last = rows.at(-1);
  const isOver = last === undefined || rows.length < limit;
  state.sweeps.write({
    ...sweep,
    evaluated: sweep.evaluated + rows.length,
    after: isOver ? null : last.id,
    done: isOver ? sweep.version : sweep.done,
  });
  return isOver;
};

/** The profile after a position cannot be evaluated: a walk that stands there still goes on behind it. */
export const passOverSwept = (state: ShardState, after: string | null, error: unknown, now: number): void => {
  const sweep = state.sweeps.read();
  if (after === null || sweep.after !== after) return;
  const [row] = state.profiles.rowsAfter(after, 1);
  if (row === undefined) throw error;
  state.sweeps.write({ ...sweep, evaluated: sweep.evaluated + 1, after: row.id });
  noteFailure(state, "sweep", error, now);
};

/** How much of a shard was evaluated with the site's version `changedIn`. */
export const sweepProgress = (state: ShardState, changedIn: number): WalkProgress => {
  const { version, done, evaluated, profiles } = state.sweeps.read();
  const isReady = done >= changedIn || state.profiles.isEmpty();
  return { isReady, evaluated: version < changedIn ? 0 : evaluated, profiles };
};
