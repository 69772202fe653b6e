/**
 * The meaning of audience definitions, written for a reader and not for speed: what is true at one instant, straight from
 * the definitions, without timelines, compiled conditions or anything else of the engine it is compared with.
 */
import type { AudienceDefinition, ConsentLeaf, Rule } from "../../../../schemas/audience.ts";
import type { Subject } from "../../../../worker/domain/audience/history.ts";
import { holdsEventLeaf } from "./event-leaf.ts";
import { audienceLags, type Definitions, ruleLags } from "./lags.ts";
import { milliseconds } from "./milliseconds.ts";
import { holdsProfileLeaf } from "./profile-leaf.ts";
import { holdsSequence } from "./sequence-leaf.ts";

const isContactsOnly = { visitors: false, contacts: true };

export interface MembershipFound {
  readonly member: boolean;
  readonly enteredAt: number | null;
  readonly nextFlipAt: number | null;
}

export class BruteForce {
  readonly #definitions: Definitions;
  readonly #subject: Subject;
  /** Everything that happened, and the beginning. */
  readonly #happenedAt: readonly number[];
  readonly #beganAt: number;
  /** Answers by rule or definition and instant: the same are asked again and again. */
  readonly #answers = new Map<object, Map<number, boolean>>();

  constructor(definitions: Definitions, subject: Subject) {
    const { log, firstSeenAt, touches } = subject.history;
    this.#definitions = definitions;
    this.#subject = subject;
    this.#beganAt = Math.min(firstSeenAt, ...log.map(({ at }) => at));
    const consentChanges = Object.values(subject.traits.consent).flat().filter(Number.isFinite);
    const happenings = [...log, ...touches].map(({ at }) => at);
    this.#happenedAt = [...new Set([this.#beganAt, firstSeenAt, ...happenings, ...consentChanges])];
  }

  isMemberAt(id: string, t: number): boolean {
    const definition = this.#definition(id);
    return this.#answer(definition, t, () => this.#isMember(definition, t));
  }

  /** Every instant of the profile's life at which membership may change, in order. */
  instantsOf(id: string): number[] {
    return this.#instants(audienceLags(this.#definition(id), this.#definitions));
  }

  /** Since when, not before the profile was first seen; until when, if nothing else happens. */
  membershipAt(id: string, now: number): MembershipFound {
    const edges = this.edgesOf(id);
    const member = this.isMemberAt(id, now);
    const since = edges.findLast((edge) => edge <= now) ?? Number.NaN;
    const enteredAt = Math.max(since, this.#subject.history.firstSeenAt);
    const nextFlipAt = edges.find((edge) => edge > now) ?? null;
    return { member, enteredAt: member ? enteredAt : null, nextFlipAt };
  }

  /** When membership starts and ends, in turn: a start is inside, an end is not. */
  edgesOf(id: string): number[] {
    const isChange = (t: number, index: number, all: readonly number[]): boolean => {
      const before = all[index - 1];
      return this.isMemberAt(id, t) !== (before !== undefined && this.isMemberAt(id, before));
    };
    return this.instantsOf(id).filter(isChange);
  }

  #definition(id: string): AudienceDefinition {
    const definition = this.#definitions.byId.get(id);
    if (definition === undefined) throw new Error("an audience that nobody defined");
    return definition;
  }

  #instants(lags: readonly number[]): number[] {
    const instants = [0, ...lags].flatMap((lag) => this.#happenedAt.map((at) => at + lag));
    return [...new Set(instants)].filter((t) => t >= this.#beganAt).toSorted((a, b) => a - b);
  }

  #answer(question: object, t: number, find: () => boolean): boolean {
    const known = this.#answers.get(question) ?? new Map<number, boolean>();
    this.#answers.set(question, known);
    const answer = known.get(t) ?? find();
    known.set(t, answer);
    return answer;
  }

  #isMember({ of, include, exclude, membership }: AudienceDefinition, t: number): boolean {
    if (t < this.#beganAt) return false;
    if (of !== "all" && isContactsOnly[of] !== this.#subject.traits.isContact) return false;
    const isOut = exclude.some(({ mode, rule }) =>
      mode === "permanent" ? this.#everHeld(rule, -Infinity, t) : this.#holds(rule, t),
    );
    if (isOut) return false;
    // Sticky looks back over (t - for, t]. Changes come on whole milliseconds, so what held at t - for held just after it too.
    return this.#everHeld(include, t - (membership.mode === "sticky" ? milliseconds(membership.for) : 0), t);
  }

  /** Whether a rule held at some instant in `[from, to]` of the profile's life. */
  #everHeld(rule: Rule, from: number, to: number): boolean {
    const start = Math.max(from, this.#beganAt);
    const between = this.#instants(ruleLags(rule, this.#definitions)).filter((t) => t > start && t <= to);
    return [start, ...between].some((t) => this.#holds(rule, t));
  }

  #holds(rule: Rule, t: number): boolean {
    return this.#answer(rule, t, () => {
      if ("and" in rule) return rule.and.every((part) => this.#holds(part, t));
      if ("or" in rule) return rule.or.some((part) => this.#holds(part, t));
      if ("not" in rule) return !this.#holds(rule.not, t);
      if ("event" in rule) return holdsEventLeaf(rule, this.#subject.history.log, t);
      if ("sequence" in rule) return holdsSequence(rule, this.#subject.history.log, t);
      if ("profile" in rule) return holdsProfileLeaf(rule, this.#subject, this.#definitions.settings, t);
      if ("consent" in rule) return this.#holdsConsent(rule, t);
      return this.isMemberAt(rule.audience, t);
    });
  }

  /** Consent starts and ends in turn, so it is granted after an odd number of changes. */
  #holdsConsent({ consent, is }: ConsentLeaf, t: number): boolean {
    const changes = this.#subject.traits.consent[consent].filter((at) => at <= t).length;
    return (changes % 2 === 1 ? "granted" : "denied") === is;
  }
}
