import { CollectRequest } from "../../../schemas/collect.ts";
import type { RejectionCode } from "../../../schemas/collect.ts";
import type { RegionRule, RequestRegion } from "../../../schemas/consent.ts";
import { COLLECT_BODY_MAX_BYTES, COLLECT_EVENTS_MAX, EVENT_LATE_MAX_MS } from "../../../schemas/limits.ts";
import { gate, type Gated, type IndexedEvent } from "../../domain/consent/gate.ts";
import { isOrderEvent } from "../../domain/audience/profile-leaf/orders.ts";
import type { Claim } from "../../domain/rpc.ts";
import { parse, readJson } from "../body.ts";
import type { IdentifyingSite } from "../context.ts";
import { identifiersOf } from "../events/identifiers.ts";
import {
  type AcceptedEvent,
  type BatchTimes,
  parseEvent,
  refuseIfAllMalformed,
  type Rejection,
} from "../events/parse-event.ts";
import { Refusal } from "../refusal.ts";
import { readConsent, type StatedConsent } from "./read-consent.ts";
import { heardBySubscription, subscriptionOf } from "../events/subscription.ts";

/** A beacon that was parsed and went through the consent gate. */
export interface Beacon extends StatedConsent {
  readonly gated: Gated;
  readonly rejected: readonly Rejection[];
  readonly rule: RegionRule;
  readonly claim: Claim | null;
  /** Addresses that are to be written to although nothing else may be kept. */
  readonly subscription: Claim | null;
  /** Events that the subscription has heard. */
  readonly subscribed: number;
  readonly resetToken: string | undefined;
}

const readBody = async (request: Request): Promise<CollectRequest> => {
  const body = await readJson(request, COLLECT_BODY_MAX_BYTES);
  const events = (body as { events?: unknown } | null)?.events;
  if (Array.isArray(events) && events.length > COLLECT_EVENTS_MAX) throw new Refusal("too_many_events");
  return parse(CollectRequest, body, "body_invalid");
};

interface ReadEvents {
  readonly events: readonly IndexedEvent[];
  readonly rejected: readonly Rejection[];
  readonly claim: Claim | null;
}

/** Whom an `identify` event names, or why it cannot: one beacon speaks of one contact. */
const claimOf = (
  parsed: AcceptedEvent,
  known: Claim | null,
  site: IdentifyingSite,
): Claim | RejectionCode => {
  const identifiers = identifiersOf(parsed, site);
  if (identifiers === null) return "address_invalid";
  const isOther = known !== null && known.identifiers[0]?.contact !== identifiers[0]?.contact;
  return isOther ? "identity_conflict" : { identifiers, isVouched: false };
};

/** Parses the events one by one, so that a bad one costs nothing but itself. */
const readEvents = (raw: readonly unknown[], times: BatchTimes, site: IdentifyingSite): ReadEvents => {
  const isServerOnly = site.snapshot.configuration.collect.purchases === "server";
  const events: IndexedEvent[] = [];
  const rejected: Rejection[] = [];
  let claim: Claim | null = null;
  for (const [index, one] of raw.entries()) {
    const parsed = parseEvent(one, index, times);
    const type = parsed.kind === "event" ? parsed.indexed.event.type : null;
    const named: Claim | RejectionCode | null =
      parsed.kind === "event" && type === "identify" ? claimOf(parsed, claim, site) : claim;
    if (parsed.kind === "rejected") rejected.push({ index, code: parsed.code });
    else if (isServerOnly && type !== null && isOrderEvent(type))
      rejected.push({ index, code: "purchase_server_only" });
    else if (typeof named === "string") rejected.push({ index, code: named });
    else {
      claim = named;
      events.push(parsed.indexed);
    }
  }
  return { events, rejected, claim };
};

/** The only parse of a browser's body. */
export const readBeacon = async (
  request: Request,
  region: RequestRegion,
  site: IdentifyingSite,
): Promise<Beacon> => {
  const { rules, now } = site;
  const body = await readBody(request);
  const times = {
    sentAt: body.sent_at,
    receivedAt: now,
    lateMaxMs: EVENT_LATE_MAX_MS,
    isHistory: false,
  };
  const { events, rejected, claim } = readEvents(body.events, times, site);
  refuseIfAllMalformed(body.events.length, rejected);
  const rule = rules.ruleFor(region, now);
  const consent = readConsent(request, body, rule, site);
  const passed = gate(events, consent.granted);
  const isIdentified = passed.events.some(({ event }) => event.type === "identify");
  const subscription = isIdentified ? null : subscriptionOf(claim, consent.choices);
  const { gated, heard } =
    subscription === null ? { gated: passed, heard: 0 } : heardBySubscription(passed, events);
  return {
    ...consent,
    gated,
    rejected,
    rule,
    claim: isIdentified ? claim : null,
    subscription,
    subscribed: heard,
    resetToken: body.reset,
  };
};
