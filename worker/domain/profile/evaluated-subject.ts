import type { Purpose, RegionRule } from "../../../schemas/consent.ts";
import type { Subject, Traits } from "../audience/history.ts";
import { always, splice, type Timeline } from "../audience/timeline.ts";
import { PURPOSES } from "../consent/choices.ts";
import { effectiveConsent } from "../consent/effective.ts";
import { isContactId } from "../identity/profile-id.ts";
import { COLLECTED_FOR_ADS, type StoredEvent } from "../profile-state.ts";
import type { Head, History, Profile } from "./profile.ts";

/** When each purpose is granted: since an explicit choice as chosen, before it as the region's rule has it. */
const consentTimelines = ({ choices, gpc }: Head, rule: RegionRule): Record<Purpose, Timeline> => {
  const chosen = effectiveConsent(rule, choices, gpc);
  const unset = effectiveConsent(rule, {}, gpc);
  const timelines = PURPOSES.map((purpose): [Purpose, Timeline] => {
    const choice = choices[purpose];
    const since = always(chosen[purpose]);
    return [purpose, choice === undefined ? since : splice(always(unset[purpose]), choice.at, since)];
  });
  return Object.fromEntries(timelines) as Record<Purpose, Timeline>;
};

const traitsOf = (id: string, head: Head, rule: RegionRule): Traits => ({
  isContact: isContactId(id),
  country: head.region.country,
  subdivision: head.region.subdivision,
  language: head.language,
  device: head.device,
  accountDomain: head.accountDomain,
  consent: consentTimelines(head, rule),
});

const isForAds = (event: StoredEvent): boolean => (event.collectedFor & COLLECTED_FOR_ADS) !== 0;
const isAny = (): boolean => true;

/** Visitors are retargeted: only events that were collected for ads may decide over them. */
export const usableFor = (id: string): ((event: StoredEvent) => boolean) =>
  isContactId(id) ? isAny : isForAds;

const usableFolded = ({ folded }: History): History["folded"] => {
  const usable = Object.entries(folded).flatMap(([type, counts]) =>
    counts.countForAds === 0 ? [] : [[type, { ...counts, count: counts.countForAds }] as const],
  );
  return Object.fromEntries(usable);
};

/** What audience rules may see of a profile. */
export const subjectOf = ({ id, head, history }: Profile, rule: RegionRule): Subject => {
  const { log, folded, foldedUntil, touches } = history;
  const isUsable = usableFor(id);
  const isWhole =
    isUsable === isAny ||
    (log.every(isForAds) && Object.values(folded).every(({ count, countForAds }) => count === countForAds));
  const usable = isWhole ? { log, folded } : { log: log.filter(isUsable), folded: usableFolded(history) };
  return {
    history: { ...usable, foldedUntil, firstSeenAt: head.firstSeenAt, touches },
    traits: traitsOf(id, head, rule),
  };
};

/** Whether rules see the same of two heads; then only events can change what they say. */
export const looksSame = (a: Head, b: Head): boolean =>
  a === b ||
  (a.choices === b.choices &&
    a.gpc === b.gpc &&
    a.region.country === b.region.country &&
    a.region.subdivision === b.region.subdivision &&
    a.device === b.device &&
    a.language === b.language &&
    a.accountDomain === b.accountDomain &&
    a.bot === b.bot &&
    a.firstSeenAt === b.firstSeenAt);
