import type { AudienceDefinition, EventLeaf, Rule } from "../../../schemas/audience.ts";
import { durationMs } from "./duration.ts";
import { type CompiledEventLeaf, compileEventLeaf } from "./event-leaf/compiled-event-leaf.ts";

export type CompiledRule =
  | { readonly kind: "and" | "or"; readonly rules: readonly CompiledRule[] }
  | { readonly kind: "not"; readonly rule: CompiledRule }
  | CompiledEventLeaf;

export interface CompiledExclusion {
  readonly isPermanent: boolean;
  readonly rule: CompiledRule;
}

/** One version of a definition, prepared once so that evaluating parses nothing. */
export interface CompiledAudience {
  readonly id: string;
  readonly version: number;
  readonly of: AudienceDefinition["of"];
  /** Event types that can change its answer, exclusions and `not_followed_by` included. */
  readonly eventNames: ReadonlySet<string>;
  /** Some leaf names `*`: every event can change its answer. */
  readonly anyEvent: boolean;
  readonly include: CompiledRule;
  readonly exclusions: readonly CompiledExclusion[];
  /** How long a member stays after the rule last held; 0 for `live`. */
  readonly stickyMs: number;
}

const compileRule = (rule: Rule): CompiledRule => {
  if ("and" in rule) return { kind: "and", rules: rule.and.map(compileRule) };
  if ("or" in rule) return { kind: "or", rules: rule.or.map(compileRule) };
  if ("not" in rule) return { kind: "not", rule: compileRule(rule.not) };
  if ("event" in rule) return compileEventLeaf(rule);
  throw new Error("leaf that a checked definition cannot have");
};

/** Every event name a rule reads, `*` included. */
const namesIn = (rule: Rule): string[] => {
  if ("and" in rule) return rule.and.flatMap(namesIn);
  if ("or" in rule) return rule.or.flatMap(namesIn);
  if ("not" in rule) return namesIn(rule.not);
  return "event" in rule ? namesInLeaf(rule) : [];
};

const namesInLeaf = ({ event, not_followed_by: refuting }: EventLeaf): string[] =>
  refuting === undefined ? [event] : [event, refuting.event];

/** Takes what `checkAudience` let pass. */
export const compileAudience = (
  id: string,
  version: number,
  definition: AudienceDefinition,
): CompiledAudience => {
  const { of, include, exclude, membership } = definition;
  const names = new Set([include, ...exclude.map(({ rule }) => rule)].flatMap(namesIn));
  const anyEvent = names.delete("*");
  return {
    id,
    version,
    of,
    eventNames: names,
    anyEvent,
    include: compileRule(include),
    exclusions: exclude.map(({ mode, rule }) => ({
      isPermanent: mode === "permanent",
      rule: compileRule(rule),
    })),
    stickyMs: membership.mode === "sticky" ? durationMs(membership.for) : 0,
  };
};
