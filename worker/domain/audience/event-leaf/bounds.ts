import type { EventLeaf, Sum } from "../../../../schemas/audience.ts";
import { toMicros } from "./amount.ts";

/** Bounds of a number, all of which apply. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
  /** Whether the bound itself is outside. */
  readonly isMinOpen: boolean;
  readonly isMaxOpen: boolean;
}

export const isWithin = (bounds: Bounds, value: number): boolean =>
  (bounds.isMinOpen ? value > bounds.min : value >= bounds.min) &&
  (bounds.isMaxOpen ? value < bounds.max : value <= bounds.max);

/** Without a count, at least one event; with a sum alone, any number of them. */
export const compileCount = ({ count, sum }: EventLeaf): Bounds => {
  const gte = count?.gte ?? (count === undefined && sum === undefined ? 1 : 0);
  return {
    min: Math.max(gte, count?.eq ?? 0),
    max: Math.min(count?.lte ?? Infinity, count?.eq ?? Infinity),
    isMinOpen: false,
    isMaxOpen: false,
  };
};

/** In millionths, like the amounts they are compared with. */
export const compileSum = (sum: Sum): Bounds => {
  const gte = toMicros(sum.gte ?? -Infinity);
  const lte = toMicros(sum.lte ?? Infinity);
  const gt = toMicros(sum.gt ?? -Infinity);
  const lt = toMicros(sum.lt ?? Infinity);
  return {
    min: Math.max(gte, gt),
    max: Math.min(lte, lt),
    isMinOpen: sum.gt !== undefined && gt >= gte,
    isMaxOpen: sum.lt !== undefined && lt <= lte,
  };
};
