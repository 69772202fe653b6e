import type { ClearedPlace, ConsentChange, Place } from "../consent/consent-record.ts";
import { COLLECTED_FOR_ADS } from "../profile-state.ts";
import type { KnownTraits } from "./known-traits.ts";
import type { MembershipChange } from "./membership-changes.ts";
import type { History, Profile } from "./profile.ts";

type Counts = Readonly<Partial<Record<Place, number>>>;

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

const countsOf = (
  { log, folded, touches, ledger, outreach }: History,
  { device, language, accountDomain }: KnownTraits,
): Counts => ({
  events: log.length,
  ad_events: log.filter(({ collectedFor }) => (collectedFor & COLLECTED_FOR_ADS) !== 0).length,
  counters: sum(Object.values(folded).map(({ count }) => count)),
  touches: touches.length,
  exposures: ledger.exposures.length,
  click_ids: sum(touches.map(({ clickIds }) => Object.keys(clickIds).length)),
  push_subscriptions: outreach.push.length,
  traits: [device, language, accountDomain].filter((trait) => trait !== null).length,
});

/** What a withdrawal cleared; what it left alone is not named. */
export const clearedPlaces = (counts: Counts, at: number): ClearedPlace[] =>
  Object.entries(counts).flatMap(([place, removed]) =>
    removed > 0 ? [{ place: place as Place, removed, at }] : [],
  );

/** What a profile said of consent before, and how much of each part of it a withdrawal took away since. */
export const consentChange = (
  before: Pick<Profile, "head" | "history">,
  after: KnownTraits & { readonly history: History },
  by: Pick<ConsentChange, "isLinked" | "evidence">,
  now: number,
): ConsentChange => {
  const left = countsOf(after.history, after);
  const removed = Object.entries(countsOf(before.history, before.head)).map(
    ([place, count]): [string, number] => [place, count - (left[place as Place] ?? 0)],
  );
  const cleared = clearedPlaces(Object.fromEntries(removed), now);
  return { before: { choices: before.head.choices, gpc: before.head.gpc }, ...by, cleared };
};

/** How many of the changes are exits for want of consent. */
export const withdrawnIn = (changes: readonly MembershipChange[]): number =>
  changes.filter(({ reason }) => reason === "consent_withdrawn").length;
