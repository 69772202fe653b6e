import type { EventLeaf, Leaf, SequenceLeaf } from "../../../../schemas/audience.ts";
import type { StoredEvent } from "../../profile-state.ts";
import { matches } from "../condition/event-pattern.ts";
import { compileEventLeaf } from "../event-leaf/compiled-event-leaf.ts";
import type { CompiledLeaf } from "../leaf/compiled-leaf.ts";
import { compileSequence } from "../sequence/compiled-sequence.ts";
import { type Match, PartialMatches } from "../sequence/partial-matches.ts";

/** The events that count for a leaf at `at`; the log ends there. */
const countedEvents = (leaf: EventLeaf, log: readonly StoredEvent[], at: number): StoredEvent[] => {
  const { counted, refuting, delayMs, windowMs } = compileEventLeaf(leaf);
  const isRefuted = (event: StoredEvent): boolean =>
    refuting !== null &&
    log.some((later) => later.at > event.at && later.at <= event.at + delayMs && matches(refuting, later));
  return log.filter(
    (event) =>
      matches(counted, event) && event.at + delayMs <= at && at < event.at + windowMs && !isRefuted(event),
  );
};

/** The steps of the sequence that lasts longest of those that were completed; none once its first step left the window. */
const matchedSteps = (leaf: SequenceLeaf, log: readonly StoredEvent[], at: number): StoredEvent[] => {
  const sequence = compileSequence(leaf);
  const { valuesOf, windowMs } = sequence;
  const open = new Map<unknown, PartialMatches>();
  let longest: Match | null = null;
  for (const [ordinal, event] of log.entries()) {
    for (const value of valuesOf === null ? [null] : valuesOf(event.fields)) {
      const matching = open.get(value) ?? new PartialMatches(sequence);
      open.set(value, matching);
      const match = matching.add(event, ordinal);
      if (match !== null && match.startedAt >= (longest?.startedAt ?? -Infinity)) longest = match;
    }
  }
  if (longest === null || at >= longest.startedAt + windowMs) return [];
  const steps: StoredEvent[] = [];
  for (let step: Match | null = longest; step !== null; step = step.before) steps.unshift(step.event);
  return steps;
};

/** The events from which a leaf said what it did, oldest first. */
export const evidenceOf = (
  leaf: Leaf,
  compiled: CompiledLeaf,
  log: readonly StoredEvent[],
  at: number,
): StoredEvent[] => {
  if ("event" in leaf) return countedEvents(leaf, log, at);
  if ("sequence" in leaf) return matchedSteps(leaf, log, at);
  return log.filter(({ type }) => compiled.reads(type));
};
