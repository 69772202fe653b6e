import { PUSH_WALK_SLICE } from "../../../schemas/limits-destination.ts";
import { audiencesOf, isForAudiences } from "../../domain/destination/destination-parts.ts";
import type { SiteRules } from "../../domain/site-rules.ts";
import type { StoredDestination } from "../../domain/site-snapshot.ts";
import { membersPage } from "../members.ts";
import type { ShardState } from "../shard-state.ts";
import { newPush } from "./push-store.ts";

/**
 * Takes up a destination as it is saved, inside a transaction: all members of an audience that is new to it are walked
 * over, all of its list is looked at where it lost one, and what went wrong before is tried again.
 */
export const followDestination = (state: ShardState, stored: StoredDestination, now: number): void => {
  const { id, version, settings } = stored;
  if (!isForAudiences(settings)) return;
  const push = state.pushes.find(id) ?? newPush(id);
  if (push.version === version) return;
  const audiences = audiencesOf(settings);
  const isNew = (audience: string): boolean => !push.audiences.includes(audience);
  state.pushed.tryBroken(id);
  if (push.audiences.some((audience) => !audiences.includes(audience))) state.pushed.checkAll(id);
  const begun = push.walk.filter(([audience]) => audiences.includes(audience));
  state.pushes.write({
    ...push,
    version,
    audiences,
    walk: [...begun, ...audiences.filter(isNew).map((audience) => [audience, 0] as const)],
    dueAt: now,
    failures: 0,
    failingSince: null,
    reason: null,
    addsFrom: 0,
    removesFrom: 0,
  });
};

/** One slice of the walk over the members that a destination begins with, inside a transaction. */
export const walkSlice = (state: ShardState, destination: string, rules: SiteRules, now: number): void => {
  const push = state.pushes.find(destination);
  const [first, ...rest] = push?.walk ?? [];
  if (push === null || first === undefined) return;
  // Entries are told together with the heads of their profiles: also those that this transaction has not written yet.
  state.profiles.flush();
  const [audience, after] = first;
  const request = { audience, after, upTo: null, limit: PUSH_WALK_SLICE, match: null };
  const { rows, next } = membersPage(state, request, rules, now);
  for (const { profile } of rows) state.pushed.enter(destination, profile, now);
  const walk = next === null ? rest : [[audience, next] as const, ...rest];
  state.pushes.write({ ...(state.pushes.find(destination) ?? push), walk });
};
