import { EventAddress, type RejectionCode, type ServerEventsRequest } from "../../../../schemas/collect.ts";
import type { ArrivedSignals } from "../../../../schemas/consent-signals.ts";
import type { ConsentStamp } from "../../../../schemas/consent.ts";
import type { IndexedEvent } from "../../../domain/consent/gate.ts";
import type { Claim } from "../../../domain/rpc.ts";
import type { IdentifyingSite } from "../../context.ts";
import { identifiersOf, mappedVisitor } from "../../events/identifiers.ts";
import { isOurs } from "../../shards/our-profile.ts";
import { type AcceptedEvent, type BatchTimes, parseEvent, type Rejection } from "../../events/parse-event.ts";

/** One event and the profile it is for. */
export interface AddressedEvent {
  readonly profile: string;
  readonly claim: Claim | null;
  readonly indexed: IndexedEvent;
  readonly consent: ConsentStamp;
  readonly signals: ArrivedSignals | undefined;
  readonly stated: Pick<EventAddress, "region" | "device" | "language" | "browser">;
}

type Address = { readonly profile: string; readonly claim: Claim | null } | { readonly code: RejectionCode };

/** Whom an event is for. With a visitor, the addresses of an `identify` say who the visitor is. */
const addressEvent = (parsed: AcceptedEvent, stated: EventAddress, site: IdentifyingSite): Address => {
  const { secrets, snapshot } = site;
  const identifiers = identifiersOf(parsed, site);
  const hasAddress = parsed.email !== undefined || parsed.phone !== undefined;
  if (hasAddress && identifiers === null) return { code: "address_invalid" };
  const claim = identifiers === null ? null : { identifiers, isVouched: true };
  if (stated.visitor !== undefined || stated.anonymous_id !== undefined) {
    const visitor = stated.visitor ?? mappedVisitor(stated.anonymous_id ?? "", secrets, snapshot.layout);
    if (!isOurs(visitor, snapshot, "visitor")) return { code: "profile_unknown" };
    return { profile: visitor, claim: parsed.indexed.event.type === "identify" ? claim : null };
  }
  const [preferred] = identifiers ?? [];
  return preferred === undefined ? { code: "profile_unknown" } : { profile: preferred.contact, claim };
};

/** An event that speaks of consent speaks for itself: signals of the batch are not weighed against it. */
const statedConsent = (
  event: EventAddress,
  body: ServerEventsRequest,
): Pick<AddressedEvent, "consent" | "signals"> => {
  const { consent = {}, signals } = event.consent === undefined && event.signals === undefined ? body : event;
  return { consent, signals };
};

/** One event of a body, and whom it is for; or why it is refused. */
const readEvent = (
  raw: unknown,
  index: number,
  body: ServerEventsRequest,
  times: BatchTimes,
  site: IdentifyingSite,
): AddressedEvent | Rejection => {
  const parsed = parseEvent(raw, index, times);
  if (parsed.kind === "rejected") return { index, code: parsed.code };
  const { success, data: event } = EventAddress.safeParse(raw);
  if (!success) return { index, code: "event_invalid" };
  const address = addressEvent(parsed, event, site);
  if ("code" in address) return { index, code: address.code };
  const stated = {
    region: event.region ?? body.region,
    device: event.device ?? body.device,
    language: event.language ?? body.language,
    browser: event.browser,
  };
  return { ...address, indexed: parsed.indexed, ...statedConsent(event, body), stated };
};

/** Parses the events one by one, so that a bad one costs nothing but itself. */
export const readEvents = (
  body: ServerEventsRequest,
  times: BatchTimes,
  site: IdentifyingSite,
): { addressed: AddressedEvent[]; rejected: Rejection[] } => {
  const addressed: AddressedEvent[] = [];
  const rejected: Rejection[] = [];
  for (const [index, raw] of body.events.entries()) {
    const read = readEvent(raw, index, body, times, site);
    if ("code" in read) rejected.push(read);
    else addressed.push(read);
  }
  return { addressed, rejected };
};
