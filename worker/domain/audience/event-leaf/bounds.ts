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

export const isBelow = ({ min, isMinOpen }: Bounds, value: number): boolean =>
  isMinOpen ? value <= min : value < min;

export const isAbove = ({ max, isMaxOpen }: Bounds, value: number): boolean =>
  isMaxOpen ? value >= max : value > max;

export const isWithin = (bounds: Bounds, value: number): boolean =>
  !isBelow(bounds, value) && !isAbove(bounds, value);

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
