import type { RejectionCode } from "../../../schemas/collect.ts";
import { Event } from "../../../schemas/event.ts";
import { EVENT_MAX_BYTES } from "../../../schemas/limits.ts";
import { SYSTEM_EVENT_TYPES } from "../../../schemas/system-events.ts";
import type { IndexedEvent } from "../../domain/consent/gate.ts";
import { Refusal } from "../refusal.ts";
import { correctedTime } from "../../domain/event-time.ts";
import { scrubFields } from "../../domain/privacy/scrub.ts";
import { textDigest } from "../../domain/profile/digest.ts";
import { COLLECTED_FOR_ADS, COLLECTED_FOR_ANALYTICS } from "../../domain/profile-state.ts";

/** One event that was refused, by its place in the request. */
export interface Rejection {
  readonly index: number;
  readonly code: RejectionCode;
}

/** In the order of the request. */
export const byIndex = (a: { readonly index: number }, b: { readonly index: number }): number =>
  a.index - b.index;

/** A batch of nothing but malformed events is a malformed request. What is well-formed and refused is listed in a 200. */
export const refuseIfAllMalformed = (events: number, rejected: readonly Rejection[]): void => {
  const malformed = rejected.filter(({ code }) => code === "event_invalid" || code === "event_too_large");
  if (events === 0 || malformed.length < events) return;
  throw new Refusal("event_none_valid", { accepted: 0, duplicate: 0, rejected, dropped: [] });
};

/** The times a batch is judged by, epoch milliseconds and milliseconds. */
export interface BatchTimes {
  readonly sentAt: number | undefined;
  readonly receivedAt: number;
  readonly lateMaxMs: number;
  /** History of another system, whose own events are history too. */
  readonly isHistory: boolean;
}

const RESERVED: ReadonlySet<string> = new Set(SYSTEM_EVENT_TYPES);

/** A valid event, and the addresses that came with it, which are never kept beside it. */
export interface AcceptedEvent {
  readonly kind: "event";
  readonly indexed: IndexedEvent;
  readonly email: string | undefined;
  readonly phone: string | undefined;
}

export type ParsedEvent =
  AcceptedEvent | { readonly kind: "rejected"; readonly index: number; readonly code: RejectionCode };

/** No UTF-16 unit takes more than three bytes of UTF-8, so most texts need not be counted. */
const isTooLarge = (body: string): boolean =>
  body.length * 3 > EVENT_MAX_BYTES && new TextEncoder().encode(body).length > EVENT_MAX_BYTES;

/** One event of a batch: valid and in time, or refused with the reason. */
export const parseEvent = (raw: unknown, index: number, times: BatchTimes): ParsedEvent => {
  const result = Event.safeParse(raw);
  if (!result.success) return { kind: "rejected", index, code: "event_invalid" };
  const { id, type, at, n, email, phone, ...fields } = result.data;
  if (RESERVED.has(type) && !times.isHistory) return { kind: "rejected", index, code: "type_reserved" };
  // On other events an address only says whom they are for: the page and the server may name the same event differently.
  const body = JSON.stringify(type === "identify" ? result.data : { id, type, at, n, ...fields });
  if (isTooLarge(body)) return { kind: "rejected", index, code: "event_too_large" };
  const happenedAt = correctedTime(at ?? times.receivedAt, times.sentAt, times.receivedAt);
  if (happenedAt < times.receivedAt - times.lateMaxMs) {
    return { kind: "rejected", index, code: "event_too_late" };
  }
  const event = {
    id,
    type,
    at: happenedAt,
    n: n ?? 0,
    digest: textDigest(body) % 4_294_967_296,
    collectedFor: COLLECTED_FOR_ANALYTICS | COLLECTED_FOR_ADS,
    fields: scrubFields(fields, body),
  };
  return { kind: "event", indexed: { index, event }, email, phone };
};
