const FIRST_MS = 1_000;
const MAX_MS = 900_000;

/** A failure is being waited out. */
export let isBackingOff = false;
let failures = 0;

/** Waits at least as long as asked, longer with every failure. */
export const backOff = (leastMs: number, retry: () => void): ReturnType<typeof setTimeout> => {
  isBackingOff = true;
  // Full jitter: browsers that failed together do not come back together.
  const jittered = Math.random() * FIRST_MS * 2 ** failures++;
  return setTimeout(retry, Math.min(MAX_MS, Math.max(leastMs, jittered)));
};

export const endBackOff = (): void => {
  isBackingOff = false;
};

export const resetBackOff = (): void => {
  failures = 0;
};
