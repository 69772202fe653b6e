import type { Duration } from "../../../../schemas/audience.ts";

const UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
  ["s", 1],
] as const;

/** Whole seconds, at least one, in the largest unit that says them exactly: 86400 is `1d`, 5400 is `90m`. */
export const lengthOfTime = (seconds: number): Duration => {
  const [unit, inSeconds] = UNITS.find(([, size]) => seconds % size === 0) ?? ["s", 1];
  return `${seconds / inSeconds}${unit}`;
};
