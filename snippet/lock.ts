import { settings } from "./settings.ts";

/** Longer than most answers, shorter than a visit. */
const LOCK_WAIT_MS = 3_000;

let letGo = (): void => {};

/** Gives up waiting for the lock, or the lock: a page that holds one cannot enter the back/forward cache. */
export const releaseLock = (): void => letGo();

/**
 * Runs work that must not overlap with the same in another tab. Two tabs opened at once on a first visit would otherwise
 * both arrive without a cookie and become two visitors. After a while it runs anyway, not alone.
 */
export const underLock = async (work: (isAlone: boolean) => Promise<void>): Promise<void> => {
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), LOCK_WAIT_MS);
  letGo = () => waiting.abort();
  try {
    await navigator.locks.request(
      `h-${settings.site}`,
      { signal: waiting.signal },
      () =>
        new Promise<void>((release) => {
          clearTimeout(timer);
          letGo = release;
          void work(true).then(release);
        }),
    );
  } catch {
    // Waited too long; or no locks here: then each tab is alone as far as it can tell.
    await work(!waiting.signal.aborted);
  }
};
