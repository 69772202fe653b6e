import * as z from "zod";
import { DeviceClass } from "./audience.ts";
import {
  ArrivedSignals,
  type ConsentSignals,
  type SignalFault,
  type SignalSource,
} from "./consent-signals.ts";
import { ConsentStamp, Place } from "./consent.ts";
import type { EventInput } from "./event.ts";
import { LanguageTag } from "./language-tag.ts";
import { ANONYMOUS_ID_MAX_BYTES, COLLECT_EVENTS_MAX, SERVER_EVENTS_MAX } from "./limits.ts";
import { membersOf } from "./regions.ts";
import { StatedBrowser } from "./stated-browser.ts";
import { EpochMs, isCleanText, utf8Bytes } from "./text.ts";

/** A browser's random value that makes a repeated reset rotate to the same new visitor. */
const ResetToken = z.string().regex(/^[0-9a-zA-Z-]{16,64}$/);

/** Body of `POST /h/{site}/e`. Events are parsed one by one, so that one bad event does not cost the others. */
export const CollectRequest = z.object({
  v: z.literal(1),
  /** The browser's clock at sending, epoch milliseconds: what corrects the times of the events. */
  sent_at: EpochMs,
  consent: ConsentStamp.default({}),
  /** When the choices in `consent` were made, by the browser's clock. */
  consent_at: EpochMs.optional(),
  /** `navigator.globalPrivacyControl`, for browsers that do not send the header. */
  gpc: z.boolean().optional(),
  signals: ArrivedSignals.optional(),
  /** Start a new visitor before these events. */
  reset: ResetToken.optional(),
  events: z.array(z.unknown()).max(COLLECT_EVENTS_MAX),
});
export type CollectRequest = z.infer<typeof CollectRequest>;

/** The body as the snippet writes it. */
export interface CollectBody {
  v: 1;
  sent_at: number;
  consent: ConsentStamp;
  consent_at?: number;
  gpc?: boolean;
  signals?: ConsentSignals;
  reset?: string;
  events: EventInput[];
}

/** Country, or country and subdivision, as a server states it for a visitor. */
const StatedRegion = Place.refine(
  (place) => membersOf(place.slice(0, 2)) === undefined,
  "a country, and no group of them",
);

/** A caller's own id of a visitor; maps to a visitor id by HMAC. */
export const AnonymousId = z
  .string()
  .min(1)
  .refine(
    (id) => id.length <= ANONYMOUS_ID_MAX_BYTES && isCleanText(id) && utf8Bytes(id) <= ANONYMOUS_ID_MAX_BYTES,
    "too long or not clean text",
  );

/**
 * What an event of `POST /events` says beside the event itself: whom it is for, where its `email` or `phone` do not,
 * and the consent, region, device and language that override the batch's.
 */
export const EventAddress = z.object({
  visitor: z.string().max(64).optional(),
  anonymous_id: AnonymousId.optional(),
  consent: ConsentStamp.optional(),
  signals: ArrivedSignals.optional(),
  region: StatedRegion.optional(),
  device: DeviceClass.optional(),
  language: LanguageTag.optional(),
  browser: StatedBrowser.optional(),
});
export type EventAddress = z.infer<typeof EventAddress>;

/** Body of `POST /v1/sites/{site}/events`. */
export const ServerEventsRequest = z.object({
  sent_at: EpochMs.optional(),
  consent: ConsentStamp.optional(),
  /** What consent tools said where the visitors were asked. */
  signals: ArrivedSignals.optional(),
  region: StatedRegion.optional(),
  /** What the visitors were seen on, for servers that pass on what browsers told them. */
  device: DeviceClass.optional(),
  /** First choice of the visitors' browsers. */
  language: LanguageTag.optional(),
  events: z.array(z.unknown()).min(1).max(SERVER_EVENTS_MAX),
});
export type ServerEventsRequest = z.infer<typeof ServerEventsRequest>;

/** Why one event was refused for good: sending it again cannot help. */
export type RejectionCode =
  | "event_invalid"
  | "event_too_large"
  | "event_too_late"
  | "id_conflict"
  /** Only Halley itself makes events of this type. */
  | "type_reserved"
  | "address_invalid"
  | "identity_conflict"
  | "purchase_server_only"
  /** The site holds as many profiles as it may, and this would be another one. */
  | "quota_exceeded"
  | "profile_unknown";

/** Why one event was valid but not kept. */
export type DropReason =
  | "no_consent"
  /** The profile was erased: an event of before then, or of a visitor id that is gone for good. */
  | "erased";

/** What became of every event of a batch; indexes are positions in the request's `events`. */
export interface CollectAnswer {
  accepted: number;
  duplicate: number;
  rejected: { index: number; code: RejectionCode }[];
  dropped: { index: number; reason: DropReason }[];
  /** Signals that counted as denied because of a fault; left out where there are none. */
  signals?: { source: SignalSource; fault: SignalFault }[];
}

/** The answer that tells of no event. */
export const NOTHING_COLLECTED: CollectAnswer = { accepted: 0, duplicate: 0, rejected: [], dropped: [] };
