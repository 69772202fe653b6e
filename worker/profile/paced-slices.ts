import { SWEEP_PAUSE_SHARE, SWEEP_SLICES_PER_ALARM } from "../../schemas/limits.ts";

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Some slices of a long walk, each a transaction of its own on the disk before the next, with room for beacons in between.
 * `slice` tells whether the walk is over. Returns the same.
 */
export const pacedSlices = async (
  slice: () => Promise<boolean>,
  sync: () => Promise<void>,
): Promise<boolean> => {
  for (let done = 0; done < SWEEP_SLICES_PER_ALARM; done += 1) {
    const startedAt = Date.now();
    if (await slice()) return true;
    await sync();
    await pause(SWEEP_PAUSE_SHARE * (Date.now() - startedAt));
  }
  return false;
};
