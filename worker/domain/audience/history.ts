import type { FoldedEvents, StoredEvent } from "../profile-state.ts";

/** What an audience is decided from: everything one profile still knows of its events. */
export interface History {
  /** Sorted by `compareEvents`. */
  readonly log: readonly StoredEvent[];
  /** By event type: events dropped from the log when it was full. */
  readonly folded: Readonly<Record<string, FoldedEvents>>;
  /** Time of the newest folded event, epoch milliseconds; null while nothing was folded. */
  readonly foldedUntil: number | null;
  /** Epoch milliseconds. */
  readonly firstSeenAt: number;
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
