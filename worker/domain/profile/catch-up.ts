import { type CompiledAudience, isOfKind } from "../audience/compiled-audience.ts";
import { isContactId } from "../identity/profile-id.ts";
import type { SiteRules } from "../site-rules.ts";
import { afterEarlier, type Applied, evaluated, unchanged } from "./applied.ts";
import { type MembershipChange, standingIn } from "./membership-changes.ts";
import type { Head, Profile } from "./profile.ts";
import { isDue } from "./standings.ts";

/** Audiences whose answer may be another since the profile was evaluated last. */
export const outdatedAudiences = (
  id: string,
  { evaluatedVersion, standings }: Head,
  rules: SiteRules,
): readonly CompiledAudience[] => {
  const { audiences } = rules.audiences;
  if (rules.everythingIn > evaluatedVersion) return audiences;
  const isContact = isContactId(id);
  return audiences.filter(
    (audience) =>
      audience.changedIn > evaluatedVersion &&
      (isOfKind(audience, isContact) || standingIn(standings, audience.id) !== undefined),
  );
};

/** Changes with those marked as news that time alone was to bring by now, to audiences whose definition is what it was. */
const withDue = (
  changes: readonly MembershipChange[],
  { evaluatedVersion, standings }: Head,
  { audiences }: SiteRules,
  now: number,
): MembershipChange[] =>
  changes.map((change) => {
    const changedIn = audiences.byId.get(change.audience)?.changedIn ?? Infinity;
    const isNews = changedIn <= evaluatedVersion && isDue(standingIn(standings, change.audience), now);
    return isNews ? { ...change, isLive: true } : change;
  });

/**
 * Evaluates what a change of configuration made outdated, from the history as it is: nobody is messaged for that. What happens
 * afterwards is news, whether the walk over all profiles has come by or not.
 */
export const bringUpToDate = (profile: Profile, rules: SiteRules, now: number): Applied => {
  const { id, head } = profile;
  if (head.evaluatedVersion >= rules.version) return unchanged(profile);
  const audiences = outdatedAudiences(id, head, rules);
  const applied = evaluated(profile, rules, { audiences, isLive: false }, now);
  return {
    ...applied,
    changes: withDue(applied.changes, head, rules, now),
    feed: withDue(applied.feed, head, rules, now),
  };
};

/** The next moment any membership changes by itself; Infinity is never. */
export const nextFlipOf = (head: Head): number =>
  Math.min(...Object.values(head.standings).map((standing) => standing.nextFlipAt ?? Infinity));

/** A history can flip often between two timers; beyond this the last step goes straight to the present. */
const FLIPS_MAX = 1_000;

/**
 * Brings a profile to the present: to the configuration first, and then through every flip that is due, each at its own time,
 * so that a late timer loses no entry.
 */
export const catchUp = (profile: Profile, rules: SiteRules, now: number): Applied => {
  let reached = bringUpToDate(profile, rules, now);
  for (let flips = 0; flips <= FLIPS_MAX; flips += 1) {
    const { profile: current } = reached;
    if (current === null || nextFlipOf(current.head) > now) break;
    const at = flips < FLIPS_MAX ? nextFlipOf(current.head) : now;
    reached = afterEarlier(reached, evaluated(current, rules, { audiences: [], isLive: true }, at));
  }
  return reached;
};
