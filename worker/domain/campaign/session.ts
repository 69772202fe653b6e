import { SESSION_GAP_MS } from "../../../schemas/limits.ts";

/**
 * When the present session began: the first of the times, newest last, from which on there was never a longer gap up to
 * now. Now, where the last one is too long ago.
 */
export const sessionStart = (times: readonly number[], now: number): number => {
  let start = now;
  for (let index = times.length - 1; index >= 0; index -= 1) {
    const at = times[index] ?? start;
    if (start - at > SESSION_GAP_MS) break;
    start = Math.min(start, at);
  }
  return start;
};

/** The events of the visit that the newest of them belongs to. */
export const lastVisit = <Event extends { readonly at: number }>(log: readonly Event[]): readonly Event[] => {
  const start = sessionStart(
    log.map(({ at }) => at),
    log.at(-1)?.at ?? 0,
  );
  return log.filter(({ at }) => at >= start);
};
