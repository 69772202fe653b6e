import type { RegionRule } from "../../../schemas/consent.ts";
import type { AudienceSet } from "../audience/audience-set.ts";
import { Evaluation } from "../audience/evaluation.ts";
import { compareEvents, type StoredEvent } from "../profile-state.ts";
import type { SiteRules } from "../site-rules.ts";
import { looksSame, subjectOf, usableFor } from "./evaluated-subject.ts";
import type { Head, History, Profile } from "./profile.ts";

/** An evaluation, and everything it rests on beside the history. */
interface Warm {
  readonly set: AudienceSet;
  readonly rule: RegionRule;
  readonly head: Head;
  readonly evaluation: Evaluation;
}

/**
 * Evaluations of profiles that are in memory, by their history. A history belongs to one profile and never changes; when
 * events follow it, its evaluation goes over to the history that they make.
 */
const evaluations = new WeakMap<History, Warm>();

/** What the audiences say of a profile; made anew only where nothing in memory says it already. */
export const evaluationOf = (
  profile: Profile,
  { audiences: set, ruleFor }: SiteRules,
  now: number,
): Evaluation => {
  const { head, history } = profile;
  const rule = ruleFor(head.region, now);
  const known = evaluations.get(history);
  if (known !== undefined && known.set === set && known.rule === rule && looksSame(known.head, head))
    return known.evaluation;
  const evaluation = new Evaluation(set, subjectOf(profile, rule));
  evaluations.set(history, { set, rule, head, evaluation });
  return evaluation;
};

/** The arrived events in log order, if all stand behind what was there and nothing was folded away; else null. */
const followers = (
  before: History,
  after: History,
  arrived: readonly StoredEvent[],
): readonly StoredEvent[] | null => {
  const isGrown = after.log.length === before.log.length + arrived.length;
  if (!isGrown || after.foldedUntil !== before.foldedUntil) return null;
  const inOrder = arrived.length === 1 ? arrived : arrived.toSorted(compareEvents);
  const last = before.log.at(-1);
  const [first] = inOrder;
  return last === undefined || first === undefined || compareEvents(last, first) < 0 ? inOrder : null;
};

/** Carries what is in memory about a history over to what it became, where the events simply follow. */
export const followHistory = (before: Profile, after: Profile, arrived: readonly StoredEvent[]): void => {
  const warm = evaluations.get(before.history);
  if (warm === undefined || before.history === after.history) return;
  evaluations.delete(before.history);
  const inOrder = followers(before.history, after.history, arrived);
  if (inOrder === null || !looksSame(warm.head, after.head)) return;
  const isUsable = usableFor(after.id);
  for (const event of inOrder) if (isUsable(event)) warm.evaluation.advance(event, after.history.touches);
  evaluations.set(after.history, warm);
};
