import type { EventLeaf } from "../../../../schemas/audience.ts";
import type { EventFields } from "../../profile-state.ts";
import { compilePattern, type EventPattern, matchesType } from "../condition/event-pattern.ts";
import { durationMs } from "../duration.ts";
import { compileAmount } from "./amount.ts";
import { type Bounds, compileCount, compileSum } from "./bounds.ts";

export interface CompiledEventLeaf {
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

export const compileEventLeaf = (leaf: EventLeaf): CompiledEventLeaf => ({
  counted: compilePattern(leaf),
  refuting: leaf.not_followed_by === undefined ? null : compilePattern(leaf.not_followed_by),
  delayMs: leaf.not_followed_by === undefined ? 0 : durationMs(leaf.not_followed_by.within),
  windowMs: leaf.within === undefined ? Infinity : durationMs(leaf.within),
  count: compileCount(leaf),
  sum:
    leaf.sum === undefined ? null : { amountOf: compileAmount(leaf.sum.prop), bounds: compileSum(leaf.sum) },
});

/** Whether an event of the type can be counted or refute. */
export const readsType = ({ counted, refuting }: CompiledEventLeaf, type: string): boolean =>
  matchesType(counted, type) || (refuting !== null && matchesType(refuting, type));
