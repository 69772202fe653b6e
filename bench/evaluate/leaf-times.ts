import { durationMs } from "../../worker/domain/audience/duration.ts";
import type { SharedLeaf } from "./rules.ts";

/** The times of events that a leaf counts at a fixed moment. */
export interface LeafTimes {
  /** Events at or before it count no more; null where the leaf looks back for ever. */
  readonly after: number | null;
  /** Events after it can still be refuted; null where nothing refutes them. */
  readonly until: number | null;
  /** How long an event can be refuted. */
  readonly refutedWithinMs: number;
}

export const leafTimes = (leaf: SharedLeaf, now: number): LeafTimes => {
  const refutedWithinMs = leaf.not_followed_by === undefined ? 0 : durationMs(leaf.not_followed_by.within);
  return {
    after: leaf.within === undefined ? null : now - durationMs(leaf.within),
    until: leaf.not_followed_by === undefined ? null : now - refutedWithinMs,
    refutedWithinMs,
  };
};
