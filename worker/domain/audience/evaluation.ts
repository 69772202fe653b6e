import type { StoredEvent, Touch } from "../profile-state.ts";
import type { AudienceSet } from "./audience-set.ts";
import type { PropertyValue } from "./condition/property.ts";
import {
  type CompiledAudience,
  type CompiledExclusion,
  type CompiledRule,
  isOfKind,
} from "./compiled-audience.ts";
import { beginningOf, type Subject } from "./history.ts";
import { type LeafTracker, opposite, type Reading, type TrackedSubject } from "./leaf/compiled-leaf.ts";
import {
  complement,
  everSince,
  heldSince,
  holdsAt,
  intersect,
  intervalsOf,
  NEVER,
  nextFlipAfter,
  prolong,
  since,
  span,
  splice,
  subtract,
  type Timeline,
  unite,
} from "./timeline.ts";

/** What an audience says of one profile at one moment. Times are epoch milliseconds. */
export interface Membership {
  readonly member: boolean;
  /** Start of the present membership, not before the profile was first seen; null while it is no member. */
  readonly enteredAt: number | null;
  /** The next time at which `member` changes without a further event; null for never. */
  readonly nextFlipAt: number | null;
  /** Whether events that were folded away could have changed `member` or `nextFlipAt`. */
  readonly truncated: boolean;
}

/**
 * Where one audience stands after the newest event: right from that event on, and before it as far back as the present depends
 * on the past.
 */
interface Standing {
  readonly include: Timeline;
  readonly exclusions: readonly Timeline[];
  readonly members: Timeline;
}

const membersOf = (include: Timeline, exclusions: readonly Timeline[], stickyMs: number): Timeline =>
  exclusions.reduce(subtract, prolong(include, stickyMs));

/**
 * What the audiences of a site say of one profile. It is built from a log and from then on takes further events one by one;
 * each costs the leaves and audiences that name it, whatever the log's length. Nothing is computed before it is asked for.
 *
 * Every answer rests on timelines: when something holds if nothing further happens. An event changes none before its own
 * time, so only the part from there on is made anew.
 */
export class Evaluation {
  readonly #set: AudienceSet;
  readonly #subject: TrackedSubject;
  readonly #beganAt: number;
  readonly #added: StoredEvent[] = [];
  readonly #trackers: (LeafTracker | undefined)[] = [];
  /** By leaf: when it holds from the newest event that it reads on. */
  readonly #ahead: (Timeline | undefined)[] = [];
  readonly #standings: (Standing | undefined)[] = [];
  #newestAt: number;

  constructor(set: AudienceSet, { history, traits }: Subject) {
    this.#set = set;
    this.#subject = { history, traits, touches: history.touches };
    this.#beganAt = beginningOf(history);
    this.#newestAt = history.log.at(-1)?.at ?? -Infinity;
  }

  /** Whether a profile is a member at `now`, since when, and until when if nothing else happens. */
  membershipOf(audience: CompiledAudience, now: number): Membership {
    // Before the newest event only the whole past can answer; clocks that were set back ask for that.
    const members =
      now < this.#newestAt
        ? this.#membersFrom(audience, -Infinity, "known")
        : this.#standingOf(audience).members;
    const enteredAt = heldSince(members, now);
    return {
      member: enteredAt !== null,
      enteredAt: enteredAt === null ? null : Math.max(enteredAt, this.#subject.history.firstSeenAt),
      nextFlipAt: nextFlipAfter(members, now),
      truncated: this.#isTruncated(audience, now),
    };
  }

  /** Every stretch `[from, to)` of membership, past and to come if nothing else happens; the last may end at Infinity. */
  intervalsOf(audience: CompiledAudience): readonly (readonly [from: number, to: number])[] {
    return intervalsOf(this.#membersFrom(audience, -Infinity, "known"));
  }

  /** When a rule holds over the whole life of the profile: for explanations. */
  ruleTimeline(rule: CompiledRule): Timeline {
    return intersect(this.#ruleFrom(rule, -Infinity, "known"), span(this.#beganAt, Infinity));
  }

  /** What a property of the profile is that a leaf tests, at or after the newest event; undefined for other leaves. */
  valueOf(leaf: number, at: number): PropertyValue {
    return this.#trackerOf(leaf).valueAt?.(at);
  }

  /** Takes in an event that stands behind all others of the log. Returns the audiences whose answer it may have changed. */
  advance(event: StoredEvent, touches: readonly Touch[]): readonly CompiledAudience[] {
    const ordinal = this.#subject.history.log.length + this.#added.length;
    this.#added.push(event);
    this.#subject.touches = touches;
    const isSameMoment = event.at === this.#newestAt;
    this.#newestAt = event.at;
    const { leaves, audiences } = this.#set.reachOf(event.type);
    for (const leaf of leaves) {
      this.#trackers[leaf]?.add(event, ordinal);
      this.#ahead[leaf] = undefined;
    }
    if (isSameMoment) this.#forgetLeavers(audiences, event.at);
    for (const audience of audiences) this.#advanceStanding(audience, event.at);
    return audiences;
  }

  /** An event can undo what another of its millisecond did: since when a profile was in that left just now, only the log tells. */
  #forgetLeavers(audiences: readonly CompiledAudience[], at: number): void {
    for (const { position } of audiences) {
      const standing = this.#standings[position];
      if (standing !== undefined && !holdsAt(standing.members, at)) this.#standings[position] = undefined;
    }
  }

  #advanceStanding(audience: CompiledAudience, at: number): void {
    const { position, stickyMs } = audience;
    const before = this.#standings[position];
    if (before === undefined || !isOfKind(audience, this.#subject.traits.isContact)) return;
    const include = splice(before.include, at, this.#ruleFrom(audience.include, at, "known"));
    const exclusions = audience.exclusions.map((exclusion, index) => {
      const held = splice(before.exclusions[index] ?? NEVER, at, this.#ruleFrom(exclusion.rule, at, "known"));
      return exclusion.isPermanent ? everSince(held) : since(held, at);
    });
    this.#standings[position] = {
      include: since(include, at - stickyMs),
      exclusions,
      members: since(splice(before.members, at, membersOf(include, exclusions, stickyMs)), at),
    };
  }

  #standingOf(audience: CompiledAudience): Standing {
    const { position, stickyMs } = audience;
    const known = this.#standings[position];
    if (known !== undefined) return known;
    const newestAt = this.#newestAt;
    const life = span(this.#beganAt, Infinity);
    const isWhole = newestAt < this.#beganAt;
    const includeFrom = stickyMs > 0 || isWhole ? -Infinity : newestAt;
    const whole = (timeline: Timeline, from: number) =>
      from === -Infinity ? intersect(timeline, life) : timeline;
    const include = whole(this.#ruleFrom(audience.include, includeFrom, "known"), includeFrom);
    const exclusions = audience.exclusions.map(({ isPermanent, rule }) => {
      const from = isPermanent || isWhole ? -Infinity : newestAt;
      const held = whole(this.#ruleFrom(rule, from, "known"), from);
      return isPermanent ? everSince(held) : held;
    });
    const ahead = membersOf(include, exclusions, stickyMs);
    const isKind = isOfKind(audience, this.#subject.traits.isContact);
    // Since when a member is one, only the whole past tells.
    const members =
      holdsAt(ahead, newestAt) && !isWhole ? this.#membersFrom(audience, -Infinity, "known") : ahead;
    const standing = isKind
      ? { include, exclusions, members }
      : { include: NEVER, exclusions: [], members: NEVER };
    this.#standings[position] = standing;
    return standing;
  }

  /**
   * When the profile is a member. Rules are read within its life only: what holds of a profile without any event ("bought at
   * most twice") neither qualifies nor excludes it before it began.
   */
  #membersFrom(audience: CompiledAudience, from: number, reading: Reading): Timeline {
    if (!isOfKind(audience, this.#subject.traits.isContact)) return NEVER;
    if (from !== -Infinity && reading === "known") return this.#standingOf(audience).members;
    const life = span(this.#beganAt, Infinity);
    let members = prolong(
      intersect(this.#ruleFrom(audience.include, -Infinity, reading), life),
      audience.stickyMs,
    );
    for (const exclusion of audience.exclusions) {
      if (members.length === 0) break;
      members = subtract(members, this.#exclusion(exclusion, life, opposite(reading)));
    }
    return members;
  }

  #exclusion({ isPermanent, rule }: CompiledExclusion, life: Timeline, reading: Reading): Timeline {
    const held = intersect(this.#ruleFrom(rule, -Infinity, reading), life);
    return isPermanent ? everSince(held) : held;
  }

  #ruleFrom(rule: CompiledRule, from: number, reading: Reading): Timeline {
    switch (rule.kind) {
      case "leaf":
        return this.#leafFrom(rule.leaf, from, reading);
      case "audience":
        return this.#referenced(rule.audience, from, reading);
      case "not":
        return complement(this.#ruleFrom(rule.rule, from, opposite(reading)));
      case "and":
      case "or":
        break;
    }
    const isAnd = rule.kind === "and";
    let result: Timeline | null = null;
    for (const part of rule.rules) {
      const timeline = this.#ruleFrom(part, from, reading);
      result = result === null ? timeline : isAnd ? intersect(result, timeline) : unite(result, timeline);
      if (isAnd && result.length === 0) return NEVER;
    }
    return result ?? NEVER;
  }

  #referenced(position: number, from: number, reading: Reading): Timeline {
    const audience = this.#set.audiences[position];
    return audience === undefined ? NEVER : this.#membersFrom(audience, from, reading);
  }

  #leafFrom(leaf: number, from: number, reading: Reading): Timeline {
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
    let ordinal = 0;
    for (const event of this.#subject.history.log) tracker.add(event, ordinal++);
    for (const event of this.#added) tracker.add(event, ordinal++);
    this.#trackers[leaf] = tracker;
    return tracker;
  }

  #isTruncated(audience: CompiledAudience, now: number): boolean {
    if (this.#subject.history.foldedUntil === null) return false;
    const least = this.#membersFrom(audience, -Infinity, "least");
    const most = this.#membersFrom(audience, -Infinity, "most");
    return (
      holdsAt(least, now) !== holdsAt(most, now) || nextFlipAfter(least, now) !== nextFlipAfter(most, now)
    );
  }
}
