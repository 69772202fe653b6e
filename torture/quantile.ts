import { quantileOf } from "../bench/load/quantile.ts";

/** The value below which such a share of them lies. */
export const quantile = (values: readonly number[], share: number): number =>
  quantileOf(Float64Array.from(values).toSorted(), share);

export const median = (values: readonly number[]): number => quantile(values, 0.5);
