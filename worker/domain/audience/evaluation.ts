import type { StoredEvent, Touch } from "../profile-state.ts";
import type { AudienceSet } from "./audience-set.ts";
import { AudienceStanding } from "./audience-standing.ts";
import { type CompiledAudience, type CompiledRule, isOfKind } from "./compiled-audience.ts";
import type { PropertyValue } from "./condition/property.ts";
import { beginningOf, type Subject } from "./history.ts";
import { opposite, type Reading } from "./leaf/compiled-leaf.ts";
import { RuleTimelines } from "./rule-timelines.ts";
import {
  everSince,
  heldSince,
  holdsAt,
  intersect,
  intervalsOf,
  NEVER,
  nextFlipAfter,
  prolong,
  span,
  subtract,
  type Timeline,
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
 * What the audiences of a site say of one profile. It is built from a log and from then on takes further events one by one;
 * each costs the leaves and audiences that name it, whatever the log's length. Nothing is computed before it is asked for.
 *
 * Every answer rests on timelines: when something holds if nothing further happens. An event changes none before its own
 * time, so only the part from there on is made anew.
 */
export class Evaluation {
  readonly #set: AudienceSet;
  readonly #rules: RuleTimelines;
  readonly #isContact: boolean;
  readonly #firstSeenAt: number;
  readonly #isFolded: boolean;
  /** Rules are read within it only: what holds of a profile without any event neither qualifies nor excludes it before. */
  readonly #life: Timeline;
  readonly #standings: (AudienceStanding | undefined)[] = [];
  /** Whole memberships of audiences that others name, until the next event: each is named by many that are named by many. */
  #named: Map<string, Timeline> | null = null;
  #newestAt: number;

  constructor(set: AudienceSet, subject: Subject) {
    const { history, traits } = subject;
    this.#set = set;
    this.#rules = new RuleTimelines(set, subject, (audience, from, reading) =>
      this.#membersFrom(audience, from, reading),
    );
    this.#isContact = traits.isContact;
    this.#firstSeenAt = history.firstSeenAt;
    this.#isFolded = history.foldedUntil !== null;
    this.#life = span(beginningOf(history), Infinity);
    this.#newestAt = history.log.at(-1)?.at ?? -Infinity;
  }

  /** Whether a profile is a member at `now`, since when, and until when if nothing else happens. */
  membershipOf(audience: CompiledAudience, now: number): Membership {
    // Before the newest event only the whole past can answer; clocks that were set back ask for that.
    const members =
      now < this.#newestAt ? this.#wholeMembers(audience, "known") : this.#presentMembers(audience);
    const enteredAt = heldSince(members, now);
    return {
      member: enteredAt !== null,
      enteredAt: enteredAt === null ? null : Math.max(enteredAt, this.#firstSeenAt),
      nextFlipAt: nextFlipAfter(members, now),
      truncated: this.#isFolded && this.#isTruncated(audience, now),
    };
  }

  /** Every stretch `[from, to)` of membership, past and to come if nothing else happens; the last may end at Infinity. */
  intervalsOf(audience: CompiledAudience): readonly (readonly [from: number, to: number])[] {
    return intervalsOf(this.#wholeMembers(audience, "known"));
  }

  /** When a rule holds over the whole life of the profile: for explanations. */
  ruleTimeline(rule: CompiledRule): Timeline {
    return this.#inLife(rule, "known");
  }

  /** What a property of the profile is that a leaf tests, at or after the newest event; undefined for other leaves. */
  valueOf(leaf: number, at: number): PropertyValue {
    return this.#rules.valueOf(leaf, at);
  }

  /** Takes in an event that stands behind all others of the log. Returns the audiences whose answer it may have changed. */
  advance(event: StoredEvent, touches: readonly Touch[]): readonly CompiledAudience[] {
    const isSameMoment = event.at === this.#newestAt;
    this.#newestAt = event.at;
    this.#named = null;
    this.#rules.add(event, touches);
    const { audiences } = this.#set.reachOf(event.type);
    if (isSameMoment) this.#forgetLeavers(audiences, event.at);
    for (const { position } of audiences) this.#standings[position]?.advance(event.at, this.#holdsFrom);
    return audiences;
  }

  /** An event can undo what another of its millisecond did: since when a profile was in that left just now, only the log tells. */
  #forgetLeavers(audiences: readonly CompiledAudience[], at: number): void {
    for (const { position } of audiences) {
      const standing = this.#standings[position];
      if (standing !== undefined && !holdsAt(standing.members, at)) this.#standings[position] = undefined;
    }
  }

  /** From the newest event on, with the start of a membership that is older. */
  #presentMembers(audience: CompiledAudience): Timeline {
    if (!isOfKind(audience, this.#isContact)) return NEVER;
    let standing = this.#standings[audience.position];
    if (standing === undefined) {
      standing = new AudienceStanding(audience, this.#newestAt, this.#holdsFrom, () =>
        this.#wholeMembers(audience, "known"),
      );
      this.#standings[audience.position] = standing;
    }
    return standing.members;
  }

  readonly #holdsFrom = (rule: CompiledRule, from: number): Timeline =>
    from === -Infinity ? this.#inLife(rule, "known") : this.#rules.of(rule, from, "known");

  #inLife(rule: CompiledRule, reading: Reading): Timeline {
    return intersect(this.#rules.of(rule, -Infinity, reading), this.#life);
  }

  #membersFrom(position: number, from: number, reading: Reading): Timeline {
    const audience = this.#set.audiences[position];
    if (audience === undefined) throw new Error("a rule names audiences of its set");
    return from === -Infinity ? this.#namedMembers(audience, reading) : this.#presentMembers(audience);
  }

  #namedMembers(audience: CompiledAudience, reading: Reading): Timeline {
    this.#named ??= new Map();
    const name = `${reading} ${audience.position}`;
    let members = this.#named.get(name);
    if (members === undefined) {
      members = this.#wholeMembers(audience, reading);
      this.#named.set(name, members);
    }
    return members;
  }

  #wholeMembers(audience: CompiledAudience, reading: Reading): Timeline {
    const { include, exclusions, stickyMs } = audience;
    if (!isOfKind(audience, this.#isContact)) return NEVER;
    let members = prolong(this.#inLife(include, reading), stickyMs);
    for (const { rule, isPermanent } of exclusions) {
      if (members.length === 0) break;
      const held = this.#inLife(rule, opposite(reading));
      members = subtract(members, isPermanent ? everSince(held) : held);
    }
    return members;
  }

  #isTruncated(audience: CompiledAudience, now: number): boolean {
    const least = this.#wholeMembers(audience, "least");
    const most = this.#wholeMembers(audience, "most");
    return (
      holdsAt(least, now) !== holdsAt(most, now) || nextFlipAfter(least, now) !== nextFlipAfter(most, now)
    );
  }
}
