import type { DropReason } from "../../../schemas/collect.ts";
import { COLLECTED_FOR_ADS, COLLECTED_FOR_ANALYTICS, type StoredEvent } from "../profile-state.ts";
import { withoutClickIds } from "./click-ids.ts";
import type { Granted } from "./effective.ts";

/** An event with its place in the request it came in. */
export interface IndexedEvent {
  readonly index: number;
  readonly event: StoredEvent;
}

declare const passed: unique symbol;
/** Events that went through the consent gate; only `gate` makes them, and the shard takes nothing else. */
export type GatedEvents = readonly IndexedEvent[] & { readonly [passed]: true };

export const NO_EVENTS = [] as unknown as GatedEvents;

export interface Gated {
  readonly events: GatedEvents;
  readonly dropped: readonly { index: number; reason: DropReason }[];
}

const collectedFor = (granted: Granted): number =>
  (granted.analytics_storage ? COLLECTED_FOR_ANALYTICS : 0) | (granted.ad_storage ? COLLECTED_FOR_ADS : 0);

/** The event without what needs `ad_storage`. */
export const withoutAdIdentifiers = (event: StoredEvent): StoredEvent => {
  const { page } = event.fields;
  if (page === undefined) return event;
  const referrer = page.referrer === undefined ? {} : { referrer: withoutClickIds(page.referrer) };
  return {
    ...event,
    fields: { ...event.fields, page: { ...page, url: withoutClickIds(page.url), ...referrer } },
  };
};

/** Keeps what a purpose holds, and marks each event with the purposes it may ever be used for. */
export const gate = (events: readonly IndexedEvent[], granted: Granted): Gated => {
  const purposes = collectedFor(granted);
  const kept: IndexedEvent[] = [];
  const dropped: { index: number; reason: DropReason }[] = [];
  for (const { index, event } of events) {
    const allowed = event.collectedFor & purposes;
    if (allowed === 0) dropped.push({ index, reason: "no_consent" });
    else {
      const marked = allowed === event.collectedFor ? event : { ...event, collectedFor: allowed };
      kept.push({
        index,
        event: (allowed & COLLECTED_FOR_ADS) === 0 ? withoutAdIdentifiers(marked) : marked,
      });
    }
  }
  return { events: kept as unknown as GatedEvents, dropped };
};
