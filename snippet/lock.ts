import { ownName } from "./settings.ts";

/** Longer than most answers, shorter than a visit. */
const LOCK_WAIT_MS = 3_000;

/** Lets the lock go early: a page that holds one cannot enter the back/forward cache. */
export let releaseLock = (): void => {};

/**
 * Runs work that had better not overlap with the same in another tab. Two tabs opened at once on a first visit would
 * both arrive without a cookie and become two visitors. After a while it runs anyway.
 */
export const underLock = async (work: () => Promise<void>): Promise<void> => {
  let running: Promise<void> | undefined;
  const run = (): Promise<void> => (running ??= work());
  setTimeout(run, LOCK_WAIT_MS);
  try {
    await navigator.locks.request(ownName, () =>
      Promise.race([run(), new Promise<void>((release) => (releaseLock = release))]),
    );
  } catch {
    // No locks here.
    await run();
  }
};
