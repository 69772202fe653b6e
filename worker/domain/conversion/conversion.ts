import type { RequestRegion } from "../../../schemas/consent.ts";
import type { Granted } from "../consent/effective.ts";
import type { StoredEvent } from "../profile-state.ts";
import type { BrowserFacts } from "./browser-facts.ts";
import type { ClickId } from "./click-ids-at.ts";

/** A purchase or refund with all that a platform may be told of it. Addresses are hashed as that platform spells them. */
export interface Conversion {
  readonly event: StoredEvent;
  /** The profile that the event came to; it may have moved into a contact's since. */
  readonly origin: string;
  /** 64 hex digits each. */
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  /** SHA-256 of the shop's own id of the contact, else of our id of the profile. */
  readonly externalId: string;
  readonly clickIds: Readonly<Record<string, ClickId>>;
  readonly browser: BrowserFacts;
  readonly granted: Granted;
  readonly region: RequestRegion;
  /** ISO 4217: the site's, for events that name none. */
  readonly currency: string;
}

/** A request's body; or why there is none. */
export type Written =
  | { readonly kind: "written"; readonly body: object }
  /** The platform would refuse it. */
  | { readonly kind: "refused"; readonly failure: string }
  /** Nothing in it tells the platform whom it is about. */
  | { readonly kind: "unmatched" };

export const UNMATCHED: Written = { kind: "unmatched" };
export const EVENT_TOO_OLD: Written = { kind: "refused", failure: "event_too_old" };
export const VALUE_MISSING: Written = { kind: "refused", failure: "value_missing" };

/** The shop's number of an order; the event's own id where it has none. */
export const orderIdOf = ({ id, fields: { transaction_id: number = "" } }: StoredEvent): string =>
  number === "" ? id : number;

/**
 * The id that a platform's pixel in the page sends too, so that a purchase counts once. Ids of the snippet's events are
 * nothing that a page knows, so it is the order's number, unless the page names another as its parameter `event_id`.
 */
export const sharedIdOf = (event: StoredEvent): string =>
  String(event.fields.params?.["event_id"] ?? orderIdOf(event));
