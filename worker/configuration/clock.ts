/** The time that every rule sees. Real, unless the instance was started with a manual clock. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
}

let setAt: number | null = null;

/** One clock per isolate: on one machine all objects share it. */
export const clock: Clock = { now: () => setAt ?? Date.now() };

/** From here on time stands still at `now`. */
export const stopClockAt = (now: number): void => {
  setAt = now;
};

export const isClockStopped = (): boolean => setAt !== null;
