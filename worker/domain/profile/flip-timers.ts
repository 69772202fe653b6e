/** Times at which a profile is looked at although nothing happens, the earliest first. A time may be early, never late. */
export type FlipTimers = readonly number[];

export const NO_TIMERS: FlipTimers = [];

export interface Rearmed {
  readonly timers: FlipTimers;
  /** Null where nothing has to be armed or disarmed. */
  readonly arm: number | null;
  readonly disarm: number | null;
}

/**
 * Timers of which one comes at `flipAt` or before. A timer that is too early costs one look, while moving it at every event would
 * cost two rows each time. One that is too late stays where it is, beside the earlier one: it will be needed again. A second such is moved.
 */
export const rearmed = (timers: FlipTimers, flipAt: number): Rearmed => {
  const [earliest = Infinity, later] = timers;
  if (earliest <= flipAt) return { timers, arm: null, disarm: null };
  if (later === undefined) return { timers: [flipAt, ...timers], arm: flipAt, disarm: null };
  return { timers: [flipAt, later], arm: flipAt, disarm: earliest };
};

/** What is left when a timer has fired; null where it is not the profile's any more. One that failed fires later than it was armed for. */
export const timersAfter = (timers: FlipTimers, due: number): FlipTimers | null => {
  const left = timers.filter((at) => at > due);
  return left.length === timers.length ? null : left;
};
