import type { JourneyDefinition, Step } from "../../../schemas/journey.ts";
import { PURPOSE_OF_MEDIUM } from "../../../schemas/channel-medium.ts";
import { DAY_MS } from "../../../schemas/limits.ts";
import { DEFERRAL_MAX_MS, MESSAGE_LIFE_MS } from "../../../schemas/limits-outreach.ts";
import { sessionOf } from "../campaign/aim.ts";
import type { Candidate } from "../campaign/exposure.ts";
import { newReservation, presentIn, reserve } from "../campaign/ledger.ts";
import type { Profile } from "../profile/profile.ts";
import { roomFrom } from "./cap-room.ts";
import type { JourneyDraft } from "./journey-draft.ts";
import type { JourneyInstance } from "./journey-state.ts";
import type { JourneyWorld } from "./journey-world.ts";
import { ledgerName, type MessageOrder } from "./message-order.ts";
import { loudFrom, zonesOf } from "./quiet-hours.ts";
import { pathText, stepName } from "./steps.ts";

type SendStep = Extract<Step, { send: unknown }>;

/** What became of a message that was due. */
export type SendResult =
  | { readonly kind: "ordered" }
  /** It is left out, and the journey goes on. */
  | { readonly kind: "skipped" }
  | { readonly kind: "deferred"; readonly until: number }
  /** The journey is no longer for the contact. */
  | { readonly kind: "over" };

const orderOf = (
  { profile }: JourneyDraft,
  instance: JourneyInstance,
  step: SendStep,
  { journeys }: JourneyWorld,
): MessageOrder | null => {
  const { channel, topic, purpose } = step.send;
  const medium = journeys.media.get(channel);
  if (medium === undefined) return null;
  const usual = medium === "webhook" ? null : PURPOSE_OF_MEDIUM[medium];
  return {
    id: `${instance.id}-${pathText(instance.path)}`,
    contact: profile.id,
    journey: instance.journey,
    version: instance.version,
    instance: instance.id,
    path: instance.path,
    step: stepName(step, instance.path),
    key: instance.key,
    channel,
    medium,
    purpose: purpose ?? usual,
    topic: topic ?? null,
  };
};

/** A message as caps see it: beside what pages show. */
const candidateOf = ({ journey, step, channel, medium }: MessageOrder): Candidate => ({
  campaign: ledgerName(journey),
  creative: step,
  placement: channel,
  channel: medium,
});

/** The end of quiet hours, or `now` outside of them. `zone` is the site's. */
export const endOfQuiet = (
  { head, history }: Profile,
  { quiet_hours }: JourneyDefinition,
  zone: string,
  now: number,
): number => {
  if (quiet_hours === null) return now;
  const told = history.outreach.attributes["timezone"]?.value;
  return loudFrom(quiet_hours, zonesOf(told, head.region.country, zone), zone, now);
};

const roomOf = (
  draft: JourneyDraft,
  order: MessageOrder,
  { caps }: JourneyDefinition,
  { journeys: { zone } }: JourneyWorld,
): { readonly now: number; readonly roomAt: number | null } => {
  const now = presentIn(draft.ledger, draft.now);
  const view = { now, zone, sessionStart: sessionOf(draft.profile, caps, now) };
  return { now, roomAt: roomFrom(draft.ledger, candidateOf(order), caps, view) };
};

/** What waits for too long has lost its occasion. */
const putOff = ({ since }: JourneyInstance, until: number): SendResult =>
  until > since + DEFERRAL_MAX_MS ? { kind: "skipped" } : { kind: "deferred", until };

/**
 * A message whose turn it is, by the newest version's filter, hours and caps. All is looked at in this moment and again when
 * it leaves; what is ordered holds its place under all caps from here on, in the same transaction.
 */
export const send = (
  draft: JourneyDraft,
  instance: JourneyInstance,
  step: SendStep,
  newest: JourneyDefinition,
  world: JourneyWorld,
): SendResult => {
  const { now, profile } = draft;
  if (newest.filter !== null && !world.holds(newest.filter, profile, now)) return { kind: "over" };
  const order = orderOf(draft, instance, step, world);
  if (order === null) return { kind: "skipped" };
  const obstacle = world.obstacleTo(order, profile, now);
  // Using the link wakes it; where a server vouches, the next look finds out.
  if (obstacle === "unconfirmed") return putOff(instance, now + DAY_MS);
  if (obstacle !== null) return { kind: "skipped" };
  const loudAt = endOfQuiet(profile, newest, world.journeys.zone, now);
  if (loudAt > now) return putOff(instance, loudAt);
  const { now: at, roomAt } = roomOf(draft, order, newest, world);
  if (roomAt === null || (roomAt > at && newest.over_cap === "skip")) return { kind: "skipped" };
  if (roomAt > at) return putOff(instance, roomAt);
  const reservation = newReservation(candidateOf(order), order.id, at);
  draft.ledger = reserve(draft.ledger, { ...reservation, expiresAt: at + MESSAGE_LIFE_MS }, at);
  draft.orders.push(order);
  return { kind: "ordered" };
};
