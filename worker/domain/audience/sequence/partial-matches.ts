import type { StoredEvent } from "../../profile-state.ts";
import { matches } from "../condition/event-pattern.ts";
import type { CompiledSequence } from "./compiled-sequence.ts";

/** The newest way to have done the first steps of a sequence. */
export interface Match {
  /** When its first step was, epoch milliseconds. */
  readonly startedAt: number;
  /** Its last step, and which event of the log that is. */
  readonly event: StoredEvent;
  readonly ordinal: number;
  /** The steps before; null for the first. */
  readonly before: Match | null;
}

/**
 * How far a sequence has come, for each of its steps. Many matches are open at once, but for each step the newest is all that
 * matters: it can be continued for longest, and its first step is the latest too, because a later event finds no older
 * beginning than an earlier one does. So a start that leads nowhere never hides a later one.
 */
export class PartialMatches {
  readonly #steps: CompiledSequence["steps"];
  readonly #reached: (Match | undefined)[] = [];

  constructor({ steps }: CompiledSequence) {
    this.#steps = steps;
  }

  /** Takes in the next event; returns the match that it completes, or null where it completes none. */
  add(event: StoredEvent, ordinal: number): Match | null {
    let completed: Match | null = null;
    // Backwards, so that one event is never two steps.
    for (let index = this.#steps.length - 1; index >= 0; index -= 1) {
      const reached = this.#reach(index, event, ordinal);
      if (reached === null) continue;
      if (index === this.#steps.length - 1) completed = reached;
      else this.#reached[index] = reached;
    }
    return completed;
  }

  #reach(index: number, event: StoredEvent, ordinal: number): Match | null {
    const step = this.#steps[index];
    if (step === undefined || !matches(step.pattern, event)) return null;
    if (index === 0) return { startedAt: event.at, event, ordinal, before: null };
    const before = this.#reached[index - 1];
    if (before === undefined || event.at - before.event.at > step.withinMs) return null;
    if (step.isDirect && before.ordinal !== ordinal - 1) return null;
    return { startedAt: before.startedAt, event, ordinal, before };
  }
}
