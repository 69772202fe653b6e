import type { Medium } from "../../../schemas/channel-medium.ts";
import { PUSH_SUBSCRIBERS_MAX } from "../../../schemas/limits-outreach.ts";
import type { JourneyState } from "../journey/journey-state.ts";
import { NO_JOURNEYS, uniteJourneys } from "../journey/journey-state.ts";
import { uniteConfirmations } from "./confirmation.ts";

/** Why nothing is sent any more: the mailbox is gone, its owner complained, or turned messages off. */
export type SuppressionReason = "bounced" | "complained" | "unsubscribed";

export interface Suppression {
  readonly reason: SuppressionReason;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The contact answered a message with STOP: answering START lifts it. */
  readonly isByWord?: true;
}

/** One browser that takes web push. The keys rest sealed, bound to `id`. */
export interface PushSubscriber {
  /** Digest of the endpoint. */
  readonly id: string;
  /** Sealed JSON `{endpoint, p256dh, auth}`. */
  readonly sealed: string;
  readonly at: number;
}

/** What a profile told about itself by `identify`, and when. */
export interface Attribute {
  readonly value: string | number | boolean;
  readonly at: number;
}

/** All that writing to somebody rests on. Immutable. */
export interface Outreach {
  readonly suppressed: Readonly<Partial<Record<Medium, Suppression>>>;
  /** Topics that were turned off, and when. */
  readonly optedOut: Readonly<Record<string, number>>;
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly push: readonly PushSubscriber[];
  readonly journeys: JourneyState;
  /** When the contact confirmed its address by a link; null while it is asked to; left out where nobody asked. */
  readonly confirmedAt?: number | null;
}

export const NO_OUTREACH: Outreach = {
  suppressed: {},
  optedOut: {},
  attributes: {},
  push: [],
  journeys: NO_JOURNEYS,
};

/** What weighs more comes first: who complained is not written to because a later message bounced. */
const WEIGHT: Record<SuppressionReason, number> = { complained: 3, unsubscribed: 2, bounced: 1 };

/** The graver of two suppressions; of the same the one that no word lifts, and else the earlier. */
const graver = (ours: Suppression, theirs: Suppression): Suppression => {
  const difference = WEIGHT[theirs.reason] - WEIGHT[ours.reason];
  if (difference === 0 && ours.isByWord !== theirs.isByWord) return ours.isByWord === true ? theirs : ours;
  return difference > 0 || (difference === 0 && theirs.at < ours.at) ? theirs : ours;
};

/** Stops one medium. The same again changes nothing. */
export const suppress = (outreach: Outreach, medium: Medium, suppression: Suppression): Outreach => {
  const known = outreach.suppressed[medium];
  const next = known === undefined ? suppression : graver(known, suppression);
  if (next === known) return outreach;
  return { ...outreach, suppressed: { ...outreach.suppressed, [medium]: next } };
};

/** Somebody who turned messages off wants them again. Bounces and complaints stay. */
export const resubscribe = (outreach: Outreach, medium: Medium): Outreach => {
  if (outreach.suppressed[medium]?.reason !== "unsubscribed") return outreach;
  const { [medium]: _, ...suppressed } = outreach.suppressed;
  return { ...outreach, suppressed };
};

/** Somebody who answered STOP answers START. What was turned off otherwise stays off. */
export const resume = (outreach: Outreach, medium: Medium): Outreach =>
  outreach.suppressed[medium]?.isByWord === true ? resubscribe(outreach, medium) : outreach;

const newerOf = <T>(
  ours: Readonly<Record<string, T>>,
  theirs: Readonly<Record<string, T>>,
  timeOf: (value: T) => number,
): Record<string, T> => {
  const newer = Object.entries(theirs).filter(([name, their]) => {
    const our = Object.hasOwn(ours, name) ? ours[name] : undefined;
    return our === undefined || timeOf(their) > timeOf(our);
  });
  return { ...ours, ...Object.fromEntries(newer) };
};

/** Keeps a browser, in place of what it was kept as before; of too many the oldest goes. */
export const keepSubscriber = (
  push: readonly PushSubscriber[],
  subscriber: PushSubscriber,
): readonly PushSubscriber[] =>
  [...push.filter(({ id }) => id !== subscriber.id), subscriber]
    .toSorted((a, b) => a.at - b.at)
    .slice(-PUSH_SUBSCRIBERS_MAX);

/** Each browser once, as it subscribed last; of too many the oldest go, of the same moment always the same ones. */
const unitePush = (ours: Outreach, theirs: Outreach): readonly PushSubscriber[] => {
  const news = theirs.push.filter((their) =>
    ours.push.every((our) => our.id !== their.id || our.at < their.at),
  );
  if (news.length === 0) return ours.push;
  const replaced = new Set(news.map(({ id }) => id));
  return [...ours.push.filter(({ id }) => !replaced.has(id)), ...news]
    .toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
    .slice(-PUSH_SUBSCRIBERS_MAX);
};

/** What two profiles say that turn out to be one person's. */
export const uniteOutreach = (ours: Outreach, theirs: Outreach): Outreach => {
  if (theirs === NO_OUTREACH || ours === NO_OUTREACH) return ours === NO_OUTREACH ? theirs : ours;
  const suppressed = Object.entries(theirs.suppressed).reduce(
    (united, [medium, suppression]) => suppress(united, medium as Medium, suppression),
    ours,
  ).suppressed;
  return {
    suppressed,
    optedOut: newerOf(ours.optedOut, theirs.optedOut, (at) => at),
    attributes: newerOf(ours.attributes, theirs.attributes, ({ at }) => at),
    push: unitePush(ours, theirs),
    journeys: uniteJourneys(ours.journeys, theirs.journeys),
    ...uniteConfirmations(ours.confirmedAt, theirs.confirmedAt),
  };
};
