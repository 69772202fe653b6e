import { ownName } from "./settings.ts";

/** Longer than most answers, shorter than a visit. */
const LOCK_WAIT_MS = 3_000;

/** Lets go of the lock: a page that holds one cannot enter the back/forward cache. */
export let releaseLock = (): void => {};

/**
 * Runs work that must not overlap with the same in another tab. Two tabs opened at once on a first visit would otherwise
 * both arrive without a cookie and become two visitors. After a while it runs anyway.
 */
export const underLock = async (work: () => Promise<void>): Promise<void> => {
  let running: Promise<void> | undefined;
  const runOnce = (): Promise<void> => (running ??= work());
  setTimeout(runOnce, LOCK_WAIT_MS);
  try {
    await navigator.locks.request(ownName, () =>
      Promise.race([runOnce(), new Promise<void>((release) => (releaseLock = release))]),
    );
  } catch {
    // No locks here, or not now: then each tab is alone as far as it can tell.
    await runOnce();
  }
};
