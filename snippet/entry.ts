import type { EventInput } from "../schemas/event.ts";

/** An event, or the mark where a new visitor starts: a place in line, so that no batch can hold two visitors. */
export interface Entry {
  /** Sorts by time, and is the same in every tab. */
  key: string;
  event?: EventInput | undefined;
  reset?: string | undefined;
  /** The event is in its last form: a repeat with the same id must be the same event. */
  isSealed?: boolean;
  /** On its way, not answered yet. */
  isFlying?: boolean;
  /** In the offline store: 1 being written, 2 written. */
  stored?: number;
}

/** An entry as the offline store has it, under its key. */
export type StoredEntry = [event: Entry["event"], reset: Entry["reset"]];
