import type { DeviceClass } from "../../../schemas/audience.ts";
import type { Purpose } from "../../../schemas/consent.ts";
import type { FoldedEvents, StoredEvent, Touch } from "../profile-state.ts";
import type { Timeline } from "./timeline.ts";

/** What one profile still knows of its events. */
export interface History {
  /** Sorted by `compareEvents`. */
  readonly log: readonly StoredEvent[];
  /** By event type: events dropped from the log when it was full. */
  readonly folded: Readonly<Record<string, FoldedEvents>>;
  /** Time of the newest folded event, epoch milliseconds; null while nothing was folded. */
  readonly foldedUntil: number | null;
  /** Epoch milliseconds. */
  readonly firstSeenAt: number;
  /** In time order. */
  readonly touches: readonly Touch[];
}

/** What is known of a profile beside its events: as it was last, for its whole life. */
export interface Traits {
  readonly isContact: boolean;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  /** ISO 3166-2 without the country. */
  readonly subdivision: string | null;
  /** BCP 47 tag in lower case. */
  readonly language: string | null;
  readonly device: DeviceClass | null;
  readonly accountDomain: string | null;
  /** When each purpose is granted. */
  readonly consent: Readonly<Record<Purpose, Timeline>>;
}

/** Everything an audience is decided from. */
export interface Subject {
  readonly history: History;
  readonly traits: Traits;
}

/**
 * When the profile began: nothing holds for it before. Imported history can be older than the first sight of it.
 */
export const beginningOf = (history: History): number => {
  let beganAt = Math.min(history.firstSeenAt, history.log[0]?.at ?? Infinity);
  if (history.foldedUntil === null) return beganAt;
  for (const { firstAt } of Object.values(history.folded)) beganAt = Math.min(beganAt, firstAt);
  return beganAt;
};
