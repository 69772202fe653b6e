/**
 * The events a leaf counts, in time order, with running totals: `counts[i]` and `sums[i]` are those of the first `i`. A window
 * over events in time order always covers neighbours, so its totals are one subtraction away and never drift.
 */
export interface Occurrences {
  readonly times: readonly number[];
  /** Null where each counts once. */
  readonly counts: readonly number[] | null;
  /** In millionths; null where the leaf sums nothing. */
  readonly sums: readonly number[] | null;
  /** Whether the total of fewer events is never more: no amount is negative. */
  readonly isRising: boolean;
}

/** How many of the times are not later than `at`. */
export const countUntil = (times: readonly number[], at: number): number => {
  let low = 0;
  let high = times.length;
  if (high === 0 || (times[high - 1] ?? 0) <= at) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
};
