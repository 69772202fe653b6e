import type { SequenceLeaf } from "../../../../schemas/audience.ts";
import type { StoredEvent } from "../../../../worker/domain/profile-state.ts";
import { isMeant, valuesOf } from "./matching.ts";
import { milliseconds } from "./milliseconds.ts";

/** Whether there is one value that every event has at the property. */
const shareValue = (events: readonly StoredEvent[], property: string): boolean => {
  const [first = [], ...others] = events.map((event) => valuesOf(event, property));
  return first.some((value) => value !== undefined && others.every((values) => values.includes(value)));
};

/** Tries every choice of events, one per step in log order, all of them in (t - within, t]. */
export const holdsSequence = (leaf: SequenceLeaf, log: readonly StoredEvent[], t: number): boolean => {
  const windowStart = leaf.within === undefined ? -Infinity : t - milliseconds(leaf.within);
  const canBeCompleted = (chosen: readonly number[]): boolean => {
    const step = leaf.sequence[chosen.length];
    if (step === undefined)
      return (
        leaf.same === undefined ||
        shareValue(
          chosen.map((index) => log[index]!),
          leaf.same,
        )
      );
    const lastIndex = chosen.at(-1);
    return log.some((event, index) => {
      if (event.at <= windowStart || event.at > t || !isMeant(event, step)) return false;
      if (lastIndex !== undefined) {
        if (index <= lastIndex || (step.directly === true && index !== lastIndex + 1)) return false;
        const passedMs = event.at - log[lastIndex]!.at;
        if (step.within !== undefined && passedMs > milliseconds(step.within)) return false;
      }
      return canBeCompleted([...chosen, index]);
    });
  };
  return canBeCompleted([]);
};
