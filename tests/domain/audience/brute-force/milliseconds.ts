import type { Duration } from "../../../../schemas/audience.ts";

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

const UNITS = new Map([
  ["s", 1_000],
  ["m", MINUTE_MS],
  ["h", 3_600_000],
  ["d", DAY_MS],
]);

/** Of `90s`, `30m`, `1h`, `7d`. */
export const milliseconds = (duration: Duration): number =>
  Number.parseInt(duration, 10) * (UNITS.get(duration.replaceAll(/\d/g, "")) ?? Number.NaN);
