import { ownName } from "./settings.ts";

/** Longer than most answers, shorter than a visit. */
const LOCK_WAIT_MS = 3_000;

/** Gives up waiting for the lock, or the lock: a page that holds one cannot enter the back/forward cache. */
export let releaseLock = (): void => {};

/**
 * Runs work that must not overlap with the same in another tab. Two tabs opened at once on a first visit would otherwise
 * both arrive without a cookie and become two visitors. After a while it runs anyway, not alone.
 */
export const underLock = async (work: (isAlone: boolean) => Promise<void>): Promise<void> => {
  const waiting = new AbortController();
  const { signal } = waiting;
  releaseLock = () => waiting.abort();
  setTimeout(releaseLock, LOCK_WAIT_MS);
  try {
    await navigator.locks.request(ownName, { signal }, () =>
      Promise.race([work(true), new Promise<void>((release) => (releaseLock = release))]),
    );
  } catch {
    // Waited too long; or no locks here: then each tab is alone as far as it can tell.
    await work(!signal.aborted);
  }
};
