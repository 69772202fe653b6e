import type { StoredEvent, Touch } from "../../profile-state.ts";
import type { History, Subject } from "../history.ts";
import type { PropertyValue } from "../condition/property.ts";
import type { Timeline } from "../timeline.ts";

/**
 * How to read events that were folded away: `known` takes what is left of them, `least` holds only where every possibility
 * holds, `most` wherever one does. Without folded events the three are the same.
 */
export type Reading = "known" | "least" | "most";

const OPPOSITE: Readonly<Record<Reading, Reading>> = { known: "known", least: "most", most: "least" };

/** The reading for what is taken away: the least of a difference takes the most away. */
export const opposite = (reading: Reading): Reading => OPPOSITE[reading];

/** What one leaf remembers of one profile, so that a further event costs the same whatever came before. */
export interface LeafTracker {
  /** Takes in the next event in log order; `ordinal` counts all events of the log from 0, where the leaf asks for it. */
  add(event: StoredEvent, ordinal: number): void;
  /** When the leaf holds from `from` on, if nothing further happens. What it says of earlier times means nothing. */
  timelineFrom(from: number, reading: Reading): Timeline;
  /** What a property of the profile is at `at`, not before the newest event; only such leaves have a value. */
  valueAt?(at: number): PropertyValue;
}

/** What leaves see of a profile; touches grow with its events. */
export interface TrackedSubject extends Subject {
  touches: readonly Touch[];
}

/** One leaf, prepared once; the same leaf in several audiences is one. */
export interface CompiledLeaf {
  /** Whether events of a type can change what it says. */
  readonly reads: (type: string) => boolean;
  /** The one type that it reads; null where it reads several, or asks for places in the log. */
  readonly onlyType: string | null;
  track(subject: TrackedSubject): LeafTracker;
}

/** A leaf that no event changes. */
export const constantTracker = (timeline: Timeline, value?: PropertyValue): LeafTracker => ({
  add: () => undefined,
  timelineFrom: () => timeline,
  valueAt: () => value,
});

export const hasFolded = ({ folded, foldedUntil }: History, isMeant: (type: string) => boolean): boolean =>
  foldedUntil !== null && Object.keys(folded).some(isMeant);
