import type { AudienceDefinition, Leaf, Rule } from "../../../../schemas/audience.ts";
import { EXPLAINED_EVENTS_MAX } from "../../../../schemas/limits.ts";
import type { StoredEvent } from "../../profile-state.ts";
import type { AudienceSet } from "../audience-set.ts";
import type { CompiledAudience, CompiledRule } from "../compiled-audience.ts";
import { pointerTo } from "../definition/faults.ts";
import { Evaluation } from "../evaluation.ts";
import type { Subject } from "../history.ts";
import { heldSince, nextFlipAfter } from "../timeline.ts";
import { evidenceOf } from "./evidence.ts";

export type ExplainedEvent = Pick<StoredEvent, "id" | "type" | "at">;

/** What one part of a rule said, in the words of the API. Times are epoch milliseconds. */
export interface ExplainedRule {
  /** RFC 6901, into the definition. */
  readonly pointer: string;
  readonly kind: "and" | "or" | "not" | "event" | "sequence" | "profile" | "audience" | "consent";
  readonly holds: boolean;
  /** Since when it holds; null where it does not. */
  readonly since: number | null;
  /** When it changes without a further event; null for never. */
  readonly next_flip_at: number | null;
  readonly rules?: readonly ExplainedRule[];
  /** How many events it rests on, and the newest of them, oldest first. */
  readonly found?: number;
  readonly events?: readonly ExplainedEvent[];
  /** The property that a profile leaf tests; null where the profile has none. */
  readonly value?: string | number | boolean | null;
}

export type ExplainedExclusion = ExplainedRule & { readonly mode: "temporary" | "permanent" };

/** Why a profile is, or is not, a member at one moment. */
export interface Explanation {
  readonly member: boolean;
  readonly entered_at: number | null;
  readonly next_flip_at: number | null;
  readonly truncated: boolean;
  readonly include: ExplainedRule;
  readonly exclude: readonly ExplainedExclusion[];
}

/** One part of a definition, and the same part compiled. */
interface Part {
  readonly rule: Rule;
  readonly compiled: CompiledRule;
  readonly path: readonly PropertyKey[];
}

const kindOf = (leaf: Leaf): ExplainedRule["kind"] => {
  if ("event" in leaf) return "event";
  if ("sequence" in leaf) return "sequence";
  if ("profile" in leaf) return "profile";
  return "audience" in leaf ? "audience" : "consent";
};

/** The parts inside a part, with their paths. */
const partsOf = ({ rule, compiled, path }: Part): Part[] => {
  if ("not" in rule)
    return compiled.kind === "not"
      ? [{ rule: rule.not, compiled: compiled.rule, path: [...path, "not"] }]
      : [];
  if (compiled.kind !== "and" && compiled.kind !== "or") return [];
  const rules = "and" in rule ? rule.and : "or" in rule ? rule.or : [];
  return rules.flatMap((inner, index) => {
    const innerCompiled = compiled.rules[index];
    return innerCompiled === undefined
      ? []
      : [{ rule: inner, compiled: innerCompiled, path: [...path, compiled.kind, index] }];
  });
};

/** The log as it was at `at`: nothing that came later has a part in what was true then. */
const subjectAt = ({ history, traits }: Subject, at: number): Subject => ({
  traits,
  history: {
    ...history,
    log: history.log.filter((event) => event.at <= at),
    touches: history.touches.filter((touch) => touch.at <= at),
  },
});

class Explainer {
  readonly #set: AudienceSet;
  readonly #evaluation: Evaluation;
  readonly #log: readonly StoredEvent[];
  readonly #at: number;

  constructor(set: AudienceSet, subject: Subject, at: number) {
    this.#set = set;
    this.#evaluation = new Evaluation(set, subject);
    this.#log = subject.history.log;
    this.#at = at;
  }

  explain(audience: CompiledAudience, { include, exclude }: AudienceDefinition): Explanation {
    const { member, enteredAt, nextFlipAt, truncated } = this.#evaluation.membershipOf(audience, this.#at);
    return {
      member,
      entered_at: enteredAt,
      next_flip_at: nextFlipAt,
      truncated,
      include: this.#explained({ rule: include, compiled: audience.include, path: ["include"] }),
      exclude: exclude.flatMap(({ mode, rule }, index) => {
        const compiled = audience.exclusions[index]?.rule;
        if (compiled === undefined) return [];
        return [{ mode, ...this.#explained({ rule, compiled, path: ["exclude", index, "rule"] }) }];
      }),
    };
  }

  #explained(part: Part): ExplainedRule {
    const { rule, compiled, path } = part;
    const timeline = this.#evaluation.ruleTimeline(compiled);
    const since = heldSince(timeline, this.#at);
    const said = {
      pointer: pointerTo(path),
      holds: since !== null,
      since,
      next_flip_at: nextFlipAfter(timeline, this.#at),
    };
    if (compiled.kind === "and" || compiled.kind === "or" || compiled.kind === "not")
      return { ...said, kind: compiled.kind, rules: partsOf(part).map((inner) => this.#explained(inner)) };
    const leaf = rule as Leaf;
    return {
      ...said,
      kind: kindOf(leaf),
      ...(compiled.kind === "leaf" ? this.#leaf(leaf, compiled.leaf) : {}),
    };
  }

  #leaf(leaf: Leaf, position: number): Pick<ExplainedRule, "found" | "events" | "value"> {
    const compiled = this.#set.leaves[position];
    if (compiled === undefined || "consent" in leaf) return {};
    const evidence = evidenceOf(leaf, compiled, this.#log, this.#at);
    const events = evidence.slice(-EXPLAINED_EVENTS_MAX).map(({ id, type, at }) => ({ id, type, at }));
    const value = "profile" in leaf ? { value: this.#evaluation.valueOf(position, this.#at) ?? null } : {};
    return { ...value, found: evidence.length, events };
  }
}

/** Which part of an audience's rule said what of a profile at `at`, and from which events. */
export const explainAudience = (
  set: AudienceSet,
  audience: CompiledAudience,
  definition: AudienceDefinition,
  subject: Subject,
  at: number,
): Explanation => new Explainer(set, subjectAt(subject, at), at).explain(audience, definition);
