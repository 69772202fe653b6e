const FIRST_MS = 1_000;
const MAX_MS = 900_000;

/** Since the last success. While there are any, only a retry may send. */
export let failures = 0;
export const endFailures = (): void => {
  failures = 0;
};

/** Milliseconds to wait after another failure: at least what the server asked for, longer every time. */
export const nextWait = (leastMs: number): number =>
  // Full jitter: browsers that failed together do not come back together.
  Math.min(MAX_MS, Math.max(leastMs, Math.random() * FIRST_MS * 2 ** failures++));
