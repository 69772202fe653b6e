import { MERGE_REVERSAL_MS, PARCEL_RETRY_MS } from "../../schemas/limits.ts";
import { decodeProfile, encodeProfile } from "../domain/profile/codec.ts";
import { giveBack, refusedSince, restore, takenFrom } from "../domain/profile/give-back.ts";
import type { Profile } from "../domain/profile/profile.ts";
import { purgeOriginal, stillTaken } from "../domain/profile/purge-merged.ts";
import type { Returned, SinceMerge } from "../domain/merge-rpc.ts";
import type { Parcel } from "../domain/rpc.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import type { KeptMerge, Takeover } from "./merge-store.ts";
import { keepFormerKeys } from "./gather-keys.ts";
import { pack } from "./stage-batch.ts";
import type { ShardState } from "./shard-state.ts";

const NOTHING_SINCE: SinceMerge = { choices: {}, suppressed: {} };

/** Takes a contact out of its shard for another one, and keeps it as it was. False where it is not here. */
export const stageMerge = (
  state: ShardState,
  { merge, from, into }: { readonly merge: string; readonly from: string; readonly into: string },
  rules: SiteRules,
  now: number,
): boolean => {
  const profile = state.profiles.read(from);
  if (profile === null) return false;
  const identifiers = state.secrets.take(from);
  keepFormerKeys(state, profile, identifiers, now);
  state.merges.keep({
    id: merge,
    origin: from,
    target: into,
    at: now,
    original: encodeProfile(profile),
    identifiers,
  });
  pack(state, profile, { contact: into, identifiers, isVouched: true, merge }, rules, now);
  state.timers.arm({ due: now + MERGE_REVERSAL_MS, kind: "merge", profile: merge });
  return true;
};

/** Notes what a contact is about to take over. Whether the parcel may be unpacked: not where it was before. */
export const stageTakeover = (
  state: ShardState,
  known: Profile,
  moved: Profile,
  { merge, identifiers }: Pick<Parcel, "identifiers"> & { readonly merge: string },
  now: number,
): void => {
  const held = new Set(state.secrets.of(known.id).map(({ contact }) => contact));
  const digests = identifiers.map(({ contact }) => contact).filter((digest) => !held.has(digest));
  const taken = takenFrom(known, moved);
  state.merges.take({ merge, contact: known.id, origin: moved.id, at: now, taken, digests });
  state.timers.arm({ due: now + MERGE_REVERSAL_MS, kind: "merge", profile: merge });
};

/** A contact refused something: what it took over, and the originals of it, go as far as no purpose holds them any more. */
export const stageRefusal = (state: ShardState, profile: Profile, now: number): void => {
  for (const { merge, taken } of state.merges.takenBy(profile.id)) {
    const left = stillTaken(taken, profile);
    if (JSON.stringify(left) !== JSON.stringify(taken)) state.merges.rewriteTaken(merge, left);
    state.timers.arm({ due: now, kind: "refusal", profile: merge });
  }
};

/** What was refused since a merge; null where nothing has to be told. */
export const refusedAfter = (state: ShardState, merge: string): SinceMerge | null => {
  const takeover = state.merges.takeover(merge);
  if (takeover === null || takeover.isReturned) return null;
  const profile = state.profiles.read(takeover.contact);
  const since = profile === null ? NOTHING_SINCE : refusedSince(profile, takeover.at);
  return Object.keys(since.choices).length === 0 ? null : since;
};

/** Purges an original by what was refused since; the same again changes nothing. Returns merges that led to it. */
export const stagePurge = (
  state: ShardState,
  merge: string,
  since: SinceMerge,
  rules: SiteRules,
  now: number,
): readonly Takeover[] => {
  const kept = state.merges.read(merge);
  if (kept === null || kept.original === null) return [];
  const original = decodeProfile(kept.original);
  const left = purgeOriginal(original, since, rules, now);
  if (left !== original) state.merges.rewrite(encodeProfile(left), merge);
  const earlier = state.merges.takenBy(kept.origin);
  for (const one of earlier) state.merges.rewriteTaken(one.merge, stillTaken(one.taken, left));
  return earlier;
};

/** Takes out of a contact what a merge brought it, once. */
export const stageReturn = (state: ShardState, merge: string, rules: SiteRules, now: number): Returned => {
  const takeover = state.merges.takeover(merge);
  if (takeover === null) return { kind: "returned", since: NOTHING_SINCE };
  const { contact, taken, digests, at, isReturned } = takeover;
  const profile = state.profiles.read(contact);
  if (profile === null) {
    const isCovered = state.profiles.pointer(contact) !== null;
    return isCovered ? { kind: "covered" } : { kind: "returned", since: NOTHING_SINCE };
  }
  const since = refusedSince(profile, at);
  if (!isReturned) {
    state.record(giveBack(profile, taken, rules, now), rules, now);
    const lost = state.secrets.of(contact).filter((identifier) => digests.includes(identifier.contact));
    keepFormerKeys(state, profile, lost, now);
    state.secrets.drop(contact, digests);
    state.merges.markReturned(merge);
  }
  return { kind: "returned", since };
};

/** The original is back, and everything that leads to it leads to it again. */
export const stageRestore = (
  state: ShardState,
  { id, origin, original, identifiers, at }: KeptMerge,
  since: SinceMerge,
  rules: SiteRules,
  now: number,
): void => {
  if (original === null) throw new Error("a merge that is undone has its original");
  state.profiles.unpoint(origin);
  state.record(restore(decodeProfile(original), at, since, rules, now), rules, now);
  for (const identifier of identifiers) state.secrets.keep(origin, identifier);
  state.merges.markUndone(id);
};

/** A merge whose target is gone, or went into the very contact that was to go: nothing was moved, and nothing is. */
export const stageCancel = (state: ShardState, origin: string, rules: SiteRules, now: number): void => {
  const id = state.merges.of(origin);
  const merge = id === null ? null : state.merges.read(id);
  const parcel = state.profiles.pointer(origin)?.parcel ?? null;
  if (merge !== null && parcel !== null) {
    // As if it had been merged right now: nothing went on elsewhere.
    stageRestore(state, { ...merge, at: now }, NOTHING_SINCE, rules, now);
    state.merges.remove(merge.id);
    state.pushed.give(origin, (JSON.parse(parcel) as Parcel).pushed ?? [], now);
  }
};

/** Begins to undo a merge; from now on an alarm ends it. */
export const stageReversal = (state: ShardState, merge: KeptMerge, now: number): void => {
  state.merges.markReversing(merge.id, true);
  state.timers.arm({ due: now + PARCEL_RETRY_MS, kind: "merge", profile: merge.id });
};
