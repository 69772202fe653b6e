import type { Purpose } from "../../../schemas/consent.ts";
import type { FoldedExposures, Ledger } from "../campaign/ledger.ts";
import { type Choice, type Choices, mergeChoices, PURPOSES } from "../consent/choices.ts";
import { endDue } from "../journey/journey-state.ts";
import type { SinceMerge } from "../merge-rpc.ts";
import type { Attribute, Outreach } from "../outreach/outreach.ts";
import { suppress } from "../outreach/outreach.ts";
import type { Medium } from "../../../schemas/channel-medium.ts";
import type { SiteRules } from "../site-rules.ts";
import { type Applied, reevaluateAll } from "./applied.ts";
import { consentChange } from "./consent-change.ts";
import { hasSeen } from "./fold.ts";
import { type FoldedCounts, type History, NO_ENTRIES, type Profile } from "./profile.ts";
import { purgeOriginal } from "./purge-merged.ts";

/** A value that came with a merge, and what stood there before; null for nothing. */
interface Replaced<T> {
  readonly taken: T;
  readonly before: T | null;
}

/** What a merge brought to the contact that took the other over: enough to take it out again, and no contents. */
export interface Taken {
  readonly events: readonly string[];
  /** Ids of the events that touches are of. */
  readonly touches: readonly string[];
  readonly folded: Readonly<Record<string, Pick<FoldedCounts, "count" | "countForAds">>>;
  readonly exposures: readonly string[];
  readonly foldedExposures: Readonly<Record<string, FoldedExposures>>;
  readonly browsers: readonly string[];
  readonly vouched: readonly string[];
  readonly choices: Readonly<Partial<Record<Purpose, Replaced<Choice>>>>;
  readonly attributes: Readonly<Record<string, Replaced<Attribute>>>;
  readonly push: readonly string[];
  readonly journeys: readonly string[];
}

const newIn = (theirs: readonly string[], ours: readonly string[]): string[] => {
  const known = new Set(ours);
  return theirs.filter((id) => !known.has(id));
};

const idsOf = (items: readonly { readonly id: string }[]): string[] => items.map(({ id }) => id);

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

const takenChoices = (ours: Choices, theirs: Choices): Taken["choices"] => {
  const united = mergeChoices(ours, theirs);
  return Object.fromEntries(
    PURPOSES.flatMap((purpose) => {
      const taken = united[purpose];
      const before = ours[purpose] ?? null;
      return taken === undefined || taken === before ? [] : [[purpose, { taken, before }]];
    }),
  );
};

const takenAttributes = (ours: Outreach["attributes"], theirs: Outreach["attributes"]): Taken["attributes"] =>
  Object.fromEntries(
    Object.entries(theirs).flatMap(([name, taken]) => {
      const before = own(ours, name) ?? null;
      return before !== null && before.at >= taken.at ? [] : [[name, { taken, before }]];
    }),
  );

const touched = ({ touches }: History): string[] => touches.map(({ event }) => event);

/** What `into` is about to take over from `from`. */
export const takenFrom = (into: Profile, from: Profile): Taken => {
  const [ours, theirs] = [into.history, from.history];
  return {
    events: newIn(idsOf(theirs.log), idsOf(ours.log)).filter((id) => !hasSeen(ours, id)),
    touches: newIn(touched(theirs), touched(ours)),
    folded: theirs.folded,
    exposures: newIn(idsOf(theirs.ledger.exposures), idsOf(ours.ledger.exposures)),
    foldedExposures: theirs.ledger.folded,
    browsers: newIn(theirs.adopted, ours.adopted),
    vouched: newIn(theirs.links.vouched, ours.links.vouched),
    choices: takenChoices(into.head.choices, from.head.choices),
    attributes: takenAttributes(ours.outreach.attributes, theirs.outreach.attributes),
    push: newIn(idsOf(theirs.outreach.push), idsOf(ours.outreach.push)),
    journeys: newIn(idsOf(theirs.outreach.journeys.instances), idsOf(ours.outreach.journeys.instances)),
  };
};

const without = <T>(items: readonly T[], ids: readonly string[], idOf: (item: T) => string): readonly T[] => {
  const gone = new Set(ids);
  return items.filter((item) => !gone.has(idOf(item)));
};

/** Counters less what came in; those that reach nothing go. Their times stay: they are of both. */
const lessFolded = (folded: History["folded"], taken: Taken["folded"]): History["folded"] =>
  Object.fromEntries(
    Object.entries(folded).flatMap(([type, counts]) => {
      const { count, countForAds } = own(taken, type) ?? { count: 0, countForAds: 0 };
      const left = counts.count - count;
      const leftForAds = Math.min(Math.max(0, counts.countForAds - countForAds), left);
      return left > 0 ? [[type, { ...counts, count: left, countForAds: leftForAds }]] : [];
    }),
  );

const lessShown = (ledger: Ledger, { exposures, foldedExposures }: Taken): Ledger => ({
  ...ledger,
  exposures: without(ledger.exposures, exposures, ({ id }) => id),
  folded: Object.fromEntries(
    Object.entries(ledger.folded).flatMap(([scope, counts]) => {
      const taken = own(foldedExposures, scope);
      if (taken === undefined) return [[scope, counts]];
      const reserved = counts.reserved - taken.reserved;
      const rendered = Math.max(0, counts.rendered - taken.rendered);
      const viewable = Math.max(0, counts.viewable - taken.viewable);
      return reserved > 0 ? [[scope, { ...counts, reserved, rendered, viewable }]] : [];
    }),
  ),
});

/** What stands as the merge left it is as it was before; what was said since stays. */
const putBack = <T extends { readonly at: number }>(
  values: Readonly<Record<string, T>>,
  replaced: Readonly<Record<string, Replaced<T>>>,
): Record<string, T> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const one = own(replaced, name);
      if (one === undefined || JSON.stringify(one.taken) !== JSON.stringify(value)) return [[name, value]];
      return one.before === null ? [] : [[name, one.before]];
    }),
  );

const lessOutreach = (outreach: Outreach, { attributes, push, journeys }: Taken): Outreach => ({
  ...outreach,
  attributes: putBack(outreach.attributes, attributes),
  push: without(outreach.push, push, ({ id }) => id),
  journeys: {
    ...outreach.journeys,
    instances: without(outreach.journeys.instances, journeys, ({ id }) => id),
  },
});

/** A contact without what a merge brought it. Suppressions, topics that were turned off and confirmations stay. */
export const giveBack = (into: Profile, taken: Taken, rules: SiteRules, now: number): Applied => {
  const { head, history } = into;
  const choices = putBack(head.choices as Record<string, Choice>, taken.choices) as Choices;
  const left: History = {
    ...history,
    log: without(history.log, taken.events, ({ id }) => id),
    folded: lessFolded(history.folded, taken.folded),
    touches: without(history.touches, taken.touches, ({ event }) => event),
    adopted: without(history.adopted, taken.browsers, (id) => id),
    ledger: lessShown(history.ledger, taken),
    outreach: lessOutreach(history.outreach, taken),
    links: { ...history.links, vouched: without(history.links.vouched, taken.vouched, (id) => id) },
  };
  const after = { ...into, head: { ...head, choices }, history: left };
  const isSame = JSON.stringify(choices) === JSON.stringify(head.choices);
  const consent = isSame ? null : changeOf(into, after, now);
  return { ...reevaluateAll(after, rules, true, now), consent };
};

const changeOf = (before: Profile, after: Profile, now: number): Applied["consent"] =>
  consentChange(before, { ...after.head, history: before.history }, { isLinked: false, evidence: null }, now);

/** What a contact refused after a time: choices and stops. */
export const refusedSince = ({ head, history }: Profile, mergedAt: number): SinceMerge => ({
  choices: Object.fromEntries(
    PURPOSES.flatMap((purpose) => {
      const choice = head.choices[purpose];
      return choice?.state === "denied" && choice.at >= mergedAt ? [[purpose, choice]] : [];
    }),
  ),
  suppressed: Object.fromEntries(
    Object.entries(history.outreach.suppressed).filter(([, { at }]) => at >= mergedAt),
  ),
});

/**
 * The original of a contact that was merged at a time, as it may be held now: what was refused since holds for it too, and
 * journeys that were due meanwhile are over, because the contact that took it over got their messages.
 */
export const restore = (
  original: Profile,
  mergedAt: number,
  { choices: refused, suppressed }: SinceMerge,
  rules: SiteRules,
  now: number,
): Applied => {
  const choices = mergeChoices(original.head.choices, refused);
  const left = purgeOriginal(original, { choices: refused }, rules, now);
  const head = {
    ...left.head,
    choices,
    standings: {},
    entries: NO_ENTRIES,
    timerAt: null,
    isExportable: false,
  };
  const stopped = Object.entries(suppressed).reduce(
    (current, [medium, one]) => suppress(current, medium as Medium, one),
    left.history.outreach,
  );
  const journeys = mergedAt < now ? endDue(stopped.journeys, now) : stopped.journeys;
  const outreach = journeys === stopped.journeys ? stopped : { ...stopped, journeys };
  const history = { ...left.history, outreach };
  const after: Profile = { ...original, head, history };
  const isRefused = choices !== original.head.choices;
  const consent = isRefused
    ? consentChange(original, { ...head, history }, { isLinked: false, evidence: null }, now)
    : null;
  return { ...reevaluateAll(after, rules, false, now), consent };
};
