import type { StoredEvent, Touch } from "../profile-state.ts";
import type { AudienceSet } from "./audience-set.ts";
import type { CompiledRule } from "./compiled-audience.ts";
import type { PropertyValue } from "./condition/property.ts";
import type { Subject } from "./history.ts";
import { type LeafTracker, opposite, type Reading, type TrackedSubject } from "./leaf/compiled-leaf.ts";
import { complement, intersect, NEVER, type Timeline, unite } from "./timeline.ts";

/** When a profile is a member of an audience that a rule names. */
export type MembersOf = (audience: number, from: number, reading: Reading) => Timeline;

/** When the rules of a set hold for one profile. Leaves are looked at when a rule first asks for them, and then kept. */
export class RuleTimelines {
  readonly #set: AudienceSet;
  readonly #subject: TrackedSubject;
  readonly #membersOf: MembersOf;
  readonly #added: StoredEvent[] = [];
  readonly #trackers: (LeafTracker | undefined)[] = [];
  /** By leaf: when it holds from the newest event that it reads on. */
  readonly #ahead: (Timeline | undefined)[] = [];
  /** By event type: the log as it was given, for the many leaves that read one type only. */
  #byType: ReadonlyMap<string, readonly StoredEvent[]> | null = null;

  constructor(set: AudienceSet, { history, traits }: Subject, membersOf: MembersOf) {
    this.#set = set;
    this.#subject = { history, traits, touches: history.touches };
    this.#membersOf = membersOf;
  }

  /** Takes in an event that stands behind all others of the log. */
  add(event: StoredEvent, touches: readonly Touch[]): void {
    const ordinal = this.#subject.history.log.length + this.#added.length;
    this.#added.push(event);
    this.#subject.touches = touches;
    for (const leaf of this.#set.reachOf(event.type).leaves) {
      this.#trackers[leaf]?.add(event, ordinal);
      this.#ahead[leaf] = undefined;
    }
  }

  /** When a rule holds from `from` on; over all of time from -Infinity. `from` is that, or not before the newest event. */
  of(rule: CompiledRule, from: number, reading: Reading): Timeline {
    switch (rule.kind) {
      case "leaf":
        return this.#leaf(rule.leaf, from, reading);
      case "audience":
        return this.#membersOf(rule.audience, from, reading);
      case "not":
        return complement(this.of(rule.rule, from, opposite(reading)));
      case "and":
        return this.#all(rule.rules, from, reading);
      case "or":
        return this.#any(rule.rules, from, reading);
    }
  }

  /** What a property of the profile is that a leaf tests, at or after the newest event; undefined for other leaves. */
  valueOf(leaf: number, at: number): PropertyValue {
    return this.#trackerOf(leaf).valueAt?.(at);
  }

  #all([first, ...others]: readonly CompiledRule[], from: number, reading: Reading): Timeline {
    let all = first === undefined ? NEVER : this.of(first, from, reading);
    for (const rule of others) {
      if (all.length === 0) break;
      all = intersect(all, this.of(rule, from, reading));
    }
    return all;
  }

  #any(rules: readonly CompiledRule[], from: number, reading: Reading): Timeline {
    let any = NEVER;
    for (const rule of rules) any = unite(any, this.of(rule, from, reading));
    return any;
  }

  #leaf(leaf: number, from: number, reading: Reading): Timeline {
    if (from === -Infinity) return this.#trackerOf(leaf).timelineFrom(from, reading);
    const known = this.#ahead[leaf];
    if (known !== undefined) return known;
    const ahead = this.#trackerOf(leaf).timelineFrom(from, reading);
    this.#ahead[leaf] = ahead;
    return ahead;
  }

  #trackerOf(leaf: number): LeafTracker {
    const known = this.#trackers[leaf];
    if (known !== undefined) return known;
    const compiled = this.#set.leaves[leaf];
    if (compiled === undefined) throw new Error("a rule names leaves of its set");
    const tracker = compiled.track(this.#subject);
    this.#trackers[leaf] = tracker;
    const { log } = this.#subject.history;
    const { onlyType } = compiled;
    // Such a leaf does not ask for places in the log: its events can be taken from among their likes.
    if (onlyType !== null) for (const event of this.#ofType(onlyType)) tracker.add(event, -1);
    else for (const [ordinal, event] of log.entries()) tracker.add(event, ordinal);
    for (const [index, event] of this.#added.entries()) tracker.add(event, log.length + index);
    return tracker;
  }

  #ofType(type: string): readonly StoredEvent[] {
    this.#byType ??= Map.groupBy(this.#subject.history.log, (event) => event.type);
    return this.#byType.get(type) ?? [];
  }
}
