import type { AudienceSet } from "../../../worker/domain/audience/audience-set.ts";
import type { CompiledAudience } from "../../../worker/domain/audience/compiled-audience.ts";
import { Evaluation } from "../../../worker/domain/audience/evaluation.ts";
import type { StoredEvent } from "../../../worker/domain/profile-state.ts";
import type { BenchProfile } from "../population.ts";
import { subjectOf } from "./subject.ts";

const NOT_IN = Infinity;
const NEVER = Infinity;

/**
 * One profile whose answers to all rules are kept current, as a shard keeps them: an event renews those of the audiences it
 * touches, time those whose next flip has come.
 */
export class WarmProfile {
  readonly #set: AudienceSet;
  readonly #evaluation: Evaluation;
  /** By audience: since when the profile is in, and when that changes next. */
  readonly #standings: Float64Array;
  /** No answer changes before by time alone. It may be early, never late. */
  #dueAt = NEVER;

  constructor(set: AudienceSet, profile: BenchProfile, now: number) {
    this.#set = set;
    this.#evaluation = new Evaluation(set, subjectOf(profile));
    this.#standings = new Float64Array(2 * set.audiences.length);
    for (const audience of set.audiences) this.#renew(audience, now);
  }

  isMember(position: number): boolean {
    return this.#standings[2 * position] !== NOT_IN;
  }

  /** Afterwards all answers are those at the time of the event. Returns how many audiences it touched. */
  arrive(event: StoredEvent): number {
    const touched = this.#evaluation.advance(event, []);
    for (const audience of touched) this.#renew(audience, event.at);
    if (this.#dueAt <= event.at) this.#renewDue(event.at);
    return touched.length;
  }

  #renew(audience: CompiledAudience, now: number): void {
    const { enteredAt, nextFlipAt } = this.#evaluation.membershipOf(audience, now);
    const place = 2 * audience.position;
    const flipAt = nextFlipAt ?? NEVER;
    this.#standings[place] = enteredAt ?? NOT_IN;
    this.#standings[place + 1] = flipAt;
    if (flipAt < this.#dueAt) this.#dueAt = flipAt;
  }

  #renewDue(now: number): void {
    this.#dueAt = NEVER;
    for (const audience of this.#set.audiences) {
      const flipAt = this.#standings[2 * audience.position + 1] ?? NEVER;
      if (flipAt <= now) this.#renew(audience, now);
      else if (flipAt < this.#dueAt) this.#dueAt = flipAt;
    }
  }
}
