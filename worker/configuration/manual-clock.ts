import { isClockStopped, stopClockAt } from "./clock.ts";
import type { Environment } from "./environment.ts";
import { instanceObject } from "./objects.ts";

/** Under the manual clock, time stands where it stood before a restart. */
export const restoreClock = async (env: Environment): Promise<void> => {
  if (env.CLOCK !== "manual" || isClockStopped()) return;
  const now = await instanceObject(env).clock();
  if (now !== null) stopClockAt(now);
};
