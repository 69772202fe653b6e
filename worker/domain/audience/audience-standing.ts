import type { CompiledAudience, CompiledExclusion, CompiledRule } from "./compiled-audience.ts";
import {
  continueFrom,
  everSince,
  holdsAt,
  prolong,
  since,
  splice,
  subtract,
  type Timeline,
} from "./timeline.ts";

/** When a rule holds from a time on; over the whole life of the profile from -Infinity. */
export type HoldsFrom = (rule: CompiledRule, from: number) => Timeline;

/**
 * Where one audience stands after the newest event: right from that event on, and before it as far back as the present depends
 * on the past. Only what is sticky and what excludes for ever does; since when a member is one is kept beside.
 */
export class AudienceStanding {
  readonly #audience: CompiledAudience;
  /** When the rule held, where membership is sticky. */
  #included: Timeline = [];
  /** By exclusion: since when it excludes, where it does so for ever. */
  readonly #excluded: Timeline[] = [];
  #members: Timeline = [];

  /** `wholeMembers` is asked for only where the profile is a member at `newestAt`. */
  constructor(audience: CompiledAudience, newestAt: number, holds: HoldsFrom, wholeMembers: () => Timeline) {
    this.#audience = audience;
    const ahead = this.#membersFrom(newestAt, holds, true);
    // Since when a member is one, only the whole past tells.
    this.#members = holdsAt(ahead, newestAt) ? since(wholeMembers(), newestAt) : ahead;
  }

  get members(): Timeline {
    return this.#members;
  }

  /** After an event at `at` that the audience reads. */
  advance(at: number, holds: HoldsFrom): void {
    this.#members = continueFrom(this.#members, at, this.#membersFrom(at, holds, false));
  }

  /** Right from `at` on. What the present needs of the past is read where nothing is kept yet, and else kept. */
  #membersFrom(at: number, holds: HoldsFrom, isNew: boolean): Timeline {
    const { include, exclusions, stickyMs } = this.#audience;
    let members: Timeline;
    if (stickyMs === 0) members = holds(include, at);
    else {
      const included = isNew ? holds(include, -Infinity) : splice(this.#included, at, holds(include, at));
      this.#included = since(included, at - stickyMs);
      members = prolong(included, stickyMs);
    }
    let index = 0;
    for (const exclusion of exclusions)
      members = subtract(members, this.#excludedFrom(exclusion, index++, at, holds, isNew));
    return members;
  }

  #excludedFrom(
    { rule, isPermanent }: CompiledExclusion,
    index: number,
    at: number,
    holds: HoldsFrom,
    isNew: boolean,
  ): Timeline {
    if (!isPermanent) return holds(rule, at);
    const held = isNew ? holds(rule, -Infinity) : splice(this.#excluded[index] ?? [], at, holds(rule, at));
    const excluded = everSince(held);
    this.#excluded[index] = excluded;
    return excluded;
  }
}
