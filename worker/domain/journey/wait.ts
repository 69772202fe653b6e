import type { JourneyDefinition, Step } from "../../../schemas/journey.ts";
import { durationMs } from "../audience/duration.ts";
import type { JourneyInstance } from "./journey-state.ts";
import { stepAt, type StepPath } from "./steps.ts";

/** How long a step waits by itself, milliseconds; 0 for one that does something at once. */
export const waitMs = (step: Step | undefined): number => {
  if (step === undefined) return 0;
  if ("wait" in step) return durationMs(step.wait);
  return "wait_until" in step ? durationMs(step.timeout) : 0;
};

/** An instance's place after it came to a step at a time. */
export const arriveAt = (
  definition: Pick<JourneyDefinition, "steps">,
  path: StepPath,
  at: number,
): Pick<JourneyInstance, "path" | "since" | "wakeAt"> => ({
  path,
  since: at,
  wakeAt: at + waitMs(stepAt(definition, path)),
});
