import type { CollectAnswer } from "../../../schemas/collect.ts";
import type { RequestRegion } from "../../../schemas/consent.ts";
import { type Choices, fillChoices, mergeChoices } from "../consent/choices.ts";
import { mayStoreHistory } from "../consent/effective.ts";
import { gate, type GatedEvents } from "../consent/gate.ts";
import type { SiteRules } from "../site-rules.ts";
import { foldEvents } from "./fold.ts";
import { type Head, newProfile, type Profile } from "./profile.ts";
import { consentOf, evaluateStandings, type MembershipChange, type Touched } from "./standings.ts";
import { addTouches, touchOf } from "./touch.ts";
import { withdraw } from "./withdraw.ts";

/** What a request brings for one profile. */
export interface Arrival {
  readonly events: GatedEvents;
  readonly choices: Choices;
  readonly region: RequestRegion;
  /** Global Privacy Control of the browser; null where a server speaks for it. */
  readonly gpc: boolean | null;
  /** False where the sender is not known to be this profile's: its choices then only fill in what is unset. */
  readonly isOwnConsent: boolean;
  /** The browser has served another contact before. */
  readonly isShared: boolean;
}

/** A profile after something happened to it, and what others must hear of it. */
export interface Applied {
  /** Null where nothing may be or was kept. */
  readonly profile: Profile | null;
  /** False where nothing that is stored changed. */
  readonly isChanged: boolean;
  readonly changes: readonly MembershipChange[];
  /** The same for members that may leave for ad platforms. */
  readonly feed: readonly MembershipChange[];
}

export interface AppliedBatch extends Applied {
  readonly answer: CollectAnswer;
}

/** A profile that nothing happened to. */
export const unchanged = (profile: Profile | null): Applied => ({
  profile,
  isChanged: false,
  changes: [],
  feed: [],
});

const evaluated = (profile: Profile, rules: SiteRules, touched: Touched, now: number): Applied => {
  const { standings, isExportable, changes, feed } = evaluateStandings(profile, rules, touched, now);
  const evaluatedVersion = touched === "all" ? rules.version : profile.head.evaluatedVersion;
  const head: Head = { ...profile.head, standings, isExportable, evaluatedVersion };
  return { profile: { ...profile, head }, isChanged: true, changes, feed };
};

/** Evaluates every audience for a profile. */
export const reevaluateAll = (profile: Profile, rules: SiteRules, now: number): Applied =>
  evaluated(profile, rules, "all", now);

/** The next moment any membership changes by itself; Infinity is never. */
export const nextFlipOf = (head: Head): number =>
  Math.min(...Object.values(head.standings).map((standing) => standing.nextFlipAt ?? Infinity));

/** A history can flip often between two timers; beyond this the last step goes straight to the present. */
const FLIPS_MAX = 1_000;

/** Takes a profile through every flip that is due, each at its own time, so that a late timer loses no entry. */
export const catchUp = (profile: Profile, rules: SiteRules, now: number): Applied => {
  let reached: Applied = unchanged(profile);
  let current = profile;
  for (let flips = 0; nextFlipOf(current.head) <= now && flips <= FLIPS_MAX; flips++) {
    const at = flips < FLIPS_MAX ? nextFlipOf(current.head) : now;
    const step = evaluated(current, rules, () => false, at);
    current = step.profile ?? current;
    reached = {
      ...step,
      changes: [...reached.changes, ...step.changes],
      feed: [...reached.feed, ...step.feed],
    };
  }
  return reached;
};

/** Everything where consent, region or configuration changed; else the audiences that name what arrived. */
const touchedBy = (
  before: Profile | null,
  after: Head,
  arrived: ReadonlySet<string>,
  rules: SiteRules,
): Touched => {
  const isSame =
    before !== null &&
    before.head.evaluatedVersion === rules.version &&
    before.head.choices === after.choices &&
    before.head.gpc === after.gpc &&
    before.head.region.country === after.region.country &&
    before.head.region.subdivision === after.region.subdivision;
  if (!isSame) return "all";
  return ({ anyEvent, eventNames }) => anyEvent || [...arrived].some((name) => eventNames.has(name));
};

/** Loads nothing, stores nothing: what one batch does to one profile. */
export const applyBatch = (
  id: string,
  known: Profile | null,
  arrival: Arrival,
  rules: SiteRules,
  now: number,
): AppliedBatch => {
  const caughtUp = known === null ? unchanged(null) : catchUp(known, rules, now);
  const before = caughtUp.profile ?? newProfile(id, now, arrival.region);
  const choices = arrival.isOwnConsent
    ? mergeChoices(before.head.choices, arrival.choices)
    : fillChoices(before.head.choices, arrival.choices);
  const head: Head = {
    ...before.head,
    choices,
    region: arrival.region.country === null ? before.head.region : arrival.region,
    gpc: arrival.gpc ?? before.head.gpc,
    isShared: before.head.isShared || arrival.isShared,
  };
  const granted = consentOf(head, rules, now);
  const { events, dropped } = gate(arrival.events, granted);
  const kept = choices === before.head.choices ? before.history : withdraw(before.history, choices, granted);
  const { history, accepted, duplicate, rejected } = foldEvents(kept, events);
  const answer = { accepted: accepted.length, duplicate, rejected: [...rejected], dropped: [...dropped] };
  const isNews = accepted.length > 0 || choices !== before.head.choices || head.gpc !== before.head.gpc;
  const isKept = isNews && (known !== null || accepted.length > 0);
  // A shared browser's mark must outlive a batch without events, or the next identification would move its history.
  const isMarked = head.isShared && !before.head.isShared && mayStoreHistory(granted);
  if (!isKept && !isMarked) return { ...caughtUp, answer };
  const times = accepted.map((event) => event.at);
  const after: Profile = {
    id,
    head: {
      ...head,
      firstSeenAt: Math.min(head.firstSeenAt, ...times),
      lastSeenAt: Math.max(known === null && times.length > 0 ? 0 : head.lastSeenAt, ...times),
    },
    history: {
      ...history,
      touches: addTouches(
        history.touches,
        accepted.flatMap((event) => touchOf(event) ?? []),
      ),
    },
  };
  const arrived = new Set(accepted.map((event) => event.type));
  const applied = evaluated(after, rules, touchedBy(known, head, arrived, rules), now);
  return {
    ...applied,
    changes: [...caughtUp.changes, ...applied.changes],
    feed: [...caughtUp.feed, ...applied.feed],
    answer,
  };
};
