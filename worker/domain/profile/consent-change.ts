import type { ClearedPlace, ConsentChange, Place } from "../consent/consent-record.ts";
import { COLLECTED_FOR_ADS } from "../profile-state.ts";
import type { KnownTraits } from "./known-traits.ts";
import type { MembershipChange } from "./membership-changes.ts";
import type { History, Profile } from "./profile.ts";

type Counts = Readonly<Partial<Record<Place, number>>>;

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

const countsOf = (
  { log, folded, touches }: History,
  { device, language, accountDomain }: KnownTraits,
): Counts => ({
  events: log.length,
  ad_events: log.filter(({ collectedFor }) => (collectedFor & COLLECTED_FOR_ADS) !== 0).length,
  counters: sum(Object.values(folded).map(({ count }) => count)),
  touches: touches.length,
  click_ids: sum(touches.map(({ clickIds }) => Object.keys(clickIds).length)),
  traits: [device, language, accountDomain].filter((trait) => trait !== null).length,
});

/** What a profile said of consent before, and how much of each part of it a withdrawal took away since. */
export const consentChange = (
  before: Pick<Profile, "head" | "history">,
  after: KnownTraits & { readonly history: History },
  isLinked: boolean,
  now: number,
): ConsentChange => {
  const left = countsOf(after.history, after);
  const cleared = Object.entries(countsOf(before.history, before.head)).flatMap(([place, count]) => {
    const removed = count - (left[place as Place] ?? 0);
    return removed > 0 ? [{ place: place as Place, removed, at: now }] : [];
  });
  return { before: { choices: before.head.choices, gpc: before.head.gpc }, isLinked, cleared };
};

/** Memberships that ended, and removals that exports emit, for want of consent. */
export const withdrawnFrom = (
  changes: readonly MembershipChange[],
  feed: readonly MembershipChange[],
  at: number,
): ClearedPlace[] => {
  const isWithdrawn = ({ reason }: MembershipChange): boolean => reason === "consent_withdrawn";
  const counts: [Place, number][] = [
    ["memberships", changes.filter(isWithdrawn).length],
    ["exports", feed.filter(isWithdrawn).length],
  ];
  return counts.filter(([, removed]) => removed > 0).map(([place, removed]) => ({ place, removed, at }));
};
