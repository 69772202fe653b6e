/**
 * Times that collide at three scales: a few whole seconds and a millisecond beside them, half hours (the pause between two
 * visits) and days, so that windows of seconds and properties counted in days both meet their edges.
 */
import * as fc from "fast-check";
import { DAY_MS, MINUTE_MS } from "../brute-force/milliseconds.ts";

const SECOND_MS = 1_000;
const HALF_HOUR_MS = 30 * MINUTE_MS;

/** Undefined every second time, and three times of four. */
export const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
export const seldom = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 3 }, { arbitrary, weight: 1 });

const far = fc.constantFrom(
  HALF_HOUR_MS,
  2 * HALF_HOUR_MS,
  DAY_MS,
  DAY_MS + HALF_HOUR_MS,
  2 * DAY_MS,
  4 * DAY_MS,
);

export const times: fc.Arbitrary<number> = fc
  .tuple(
    fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, { arbitrary: far, weight: 2 }),
    fc.integer({ min: 0, max: 6 }),
    fc.constantFrom(0, 0, 0, 1, 999),
  )
  .map(([base, seconds, beside]) => base + seconds * SECOND_MS + beside);

const seconds = (max: number) => fc.integer({ min: 1, max }).map((n) => `${n}s`);

export const durations = (maxSeconds: number): fc.Arbitrary<string> =>
  fc.oneof(
    { arbitrary: seconds(maxSeconds), weight: 5 },
    { arbitrary: fc.constantFrom("30m", "1h", "1d", "2d"), weight: 2 },
  );

/** A moment to ask at, as a place among the instants at which something may change, and a distance from it. */
export const askings: fc.Arbitrary<{ readonly place: number; readonly besideMs: number }> = fc.record({
  place: fc.nat({ max: 999 }),
  besideMs: fc.constantFrom(0, 0, -1, 1, 500),
});
