import type { EventLeaf } from "../../../../schemas/audience.ts";
import type { EventFields, StoredEvent } from "../../profile-state.ts";
import { durationMs } from "../duration.ts";
import { compileAmount } from "./amount.ts";
import { type Bounds, compileCount, compileSum } from "./bounds.ts";
import { compileWhere, type FieldsTest } from "./condition.ts";

/** Which events are meant. */
export interface EventPattern {
  /** Null for any type. */
  readonly type: string | null;
  /** Null where the type is enough. */
  readonly where: FieldsTest | null;
}

export interface CompiledEventLeaf {
  readonly kind: "event";
  readonly counted: EventPattern;
  /** What refutes a counted event when it comes in time; null where nothing does. */
  readonly refuting: EventPattern | null;
  /** An event counts from this long after it happened: as long as it can be refuted. */
  readonly delayMs: number;
  /** An event stops counting this long after it happened; infinite for ever. */
  readonly windowMs: number;
  readonly count: Bounds;
  readonly sum: { readonly amountOf: (fields: EventFields) => number; readonly bounds: Bounds } | null;
}

const compilePattern = (named: Pick<EventLeaf, "event" | "where">): EventPattern => ({
  type: named.event === "*" ? null : named.event,
  where: compileWhere(named.where),
});

export const compileEventLeaf = (leaf: EventLeaf): CompiledEventLeaf => ({
  kind: "event",
  counted: compilePattern(leaf),
  refuting: leaf.not_followed_by === undefined ? null : compilePattern(leaf.not_followed_by),
  delayMs: leaf.not_followed_by === undefined ? 0 : durationMs(leaf.not_followed_by.within),
  windowMs: leaf.within === undefined ? Infinity : durationMs(leaf.within),
  count: compileCount(leaf),
  sum:
    leaf.sum === undefined ? null : { amountOf: compileAmount(leaf.sum.prop), bounds: compileSum(leaf.sum) },
});

export const matchesType = (pattern: EventPattern, type: string): boolean =>
  pattern.type === null || pattern.type === type;

export const matches = (pattern: EventPattern, event: StoredEvent): boolean =>
  matchesType(pattern, event.type) && (pattern.where === null || pattern.where(event.fields));
