import type { Duration } from "../../../schemas/audience.ts";

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a checked duration such as `7d`; a day is 24 hours. */
export const durationMs = (duration: Duration): number => {
  const unitMs = UNIT_MS[duration.slice(-1)];
  if (unitMs === undefined) throw new Error("duration without a known unit");
  return Number(duration.slice(0, -1)) * unitMs;
};
