import { BACKFILL_PROFILES_PER_SLICE } from "../../schemas/limits.ts";
import { reevaluateAll } from "../domain/profile/apply-batch.ts";
import type { Profile } from "../domain/profile/profile.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import type { ShardState } from "./shard-state.ts";

const sweepProfile = (state: ShardState, profile: Profile, rules: SiteRules, now: number): void => {
  if (profile.head.evaluatedVersion === rules.version) return;
  const applied = reevaluateAll(profile, rules, now);
  const isSame =
    applied.feed.length === 0 &&
    JSON.stringify(applied.profile?.head.standings) === JSON.stringify(profile.head.standings);
  // A profile the change does not touch is not written: a new audience costs rows for its members only.
  if (!isSame) state.record(applied, now);
};

/** Evaluates one slice of the stored profiles with the present configuration. Returns whether the walk is over. */
export const sweepSlice = (state: ShardState, rules: SiteRules, now: number): boolean => {
  const { version, after } = state.sweeps.read();
  if (after === null) return true;
  const ids = state.profiles.idsAfter(after, BACKFILL_PROFILES_PER_SLICE);
  for (const id of ids) {
    const profile = state.profiles.read(id);
    if (profile !== null) sweepProfile(state, profile, rules, now);
  }
  const isOver = ids.length < BACKFILL_PROFILES_PER_SLICE;
  state.sweeps.write({ version, after: isOver ? null : (ids.at(-1) ?? null) });
  return isOver;
};
