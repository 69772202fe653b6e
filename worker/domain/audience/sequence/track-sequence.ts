import type { StoredEvent } from "../../profile-state.ts";
import type { PropertyValue } from "../condition/property.ts";
import type { History, Subject } from "../history.ts";
import type { LeafTracker, Reading } from "../leaf/compiled-leaf.ts";
import { ALWAYS, appendSpan, NEVER, span, subtract, type Timeline, unite } from "../timeline.ts";
import { type CompiledSequence, readsType } from "./compiled-sequence.ts";
import { PartialMatches } from "./partial-matches.ts";

/** The sequences of one profile that were completed, in time order: when, and when the first step was. */
class SequenceTracker implements LeafTracker {
  readonly #sequence: CompiledSequence;
  readonly #history: History;
  /** By the value that the steps share; under `null` where they share none. */
  readonly #open = new Map<PropertyValue | null, PartialMatches>();
  readonly #completed: { readonly at: number; readonly startedAt: number }[] = [];

  constructor(sequence: CompiledSequence, history: History) {
    this.#sequence = sequence;
    this.#history = history;
  }

  add(event: StoredEvent, ordinal: number): void {
    const { valuesOf } = this.#sequence;
    let startedAt = -Infinity;
    for (const value of valuesOf === null ? [null] : valuesOf(event.fields))
      startedAt = Math.max(startedAt, this.#openFor(value).add(event, ordinal)?.startedAt ?? -Infinity);
    const isInWindow = event.at - startedAt < this.#sequence.windowMs;
    if (startedAt !== -Infinity && isInWindow) this.#complete(event.at, startedAt);
  }

  timelineFrom(from: number, reading: Reading): Timeline {
    const known = this.#knownFrom(from);
    if (reading === "known" || this.#history.foldedUntil === null) return known;
    const doubtful = this.#doubtful(this.#history.foldedUntil);
    if (reading === "most") return unite(known, doubtful);
    // More events can only complete more sequences, unless a step must follow directly.
    return this.#sequence.steps.some(({ isDirect }) => isDirect) ? subtract(known, doubtful) : known;
  }

  #openFor(value: PropertyValue | null): PartialMatches {
    let open = this.#open.get(value);
    if (open === undefined) {
      open = new PartialMatches(this.#sequence);
      this.#open.set(value, open);
    }
    return open;
  }

  /** Starts only grow later: of completions before `from`, the last one lasts longest. */
  #complete(at: number, startedAt: number): void {
    const last = this.#completed.at(-1);
    if (last !== undefined && last.startedAt >= startedAt) return;
    this.#completed.push({ at, startedAt });
  }

  #knownFrom(from: number): Timeline {
    const { windowMs } = this.#sequence;
    const last = this.#completed.at(-1);
    if (last === undefined) return NEVER;
    if (last.at <= from) return windowMs === Infinity ? ALWAYS : span(-Infinity, last.startedAt + windowMs);
    const edges: number[] = [];
    let until = -Infinity;
    for (const { at, startedAt } of this.#completed) {
      appendSpan(edges, Math.max(at, until), startedAt + windowMs);
      until = Math.max(until, startedAt + windowMs);
    }
    return edges;
  }

  #doubtful(foldedUntil: number): Timeline {
    const folded = Object.entries(this.#history.folded).filter(([type]) => readsType(this.#sequence, type));
    const isDirect = this.#sequence.steps.some((step) => step.isDirect);
    const since = isDirect ? -Infinity : Math.min(...folded.map(([, { firstAt }]) => firstAt));
    return span(since, foldedUntil + this.#sequence.windowMs);
  }
}

export const trackSequence = (sequence: CompiledSequence) => ({
  reads: (type: string) => readsType(sequence, type),
  onlyType: null,
  track: ({ history }: Subject): LeafTracker => new SequenceTracker(sequence, history),
});
