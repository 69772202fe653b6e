import type { JourneyDefinition, Step } from "../../../schemas/journey.ts";
import { durationMs } from "../audience/duration.ts";
import type { StoredEvent } from "../profile-state.ts";
import { hasKey, isAbout, passes } from "./event-test.ts";
import type { JourneyInstance } from "./journey-state.ts";
import { stepAt, type StepPath } from "./steps.ts";

/** Where an instance is, and until when. */
type Place = Pick<JourneyInstance, "path" | "since" | "wakeAt">;

/** How long a step waits by itself, milliseconds; 0 for one that does something at once. */
const waitMs = (step: Step | undefined): number => {
  if (step === undefined) return 0;
  if ("wait" in step) return durationMs(step.wait);
  return "wait_until" in step ? durationMs(step.timeout) : 0;
};

/** Whether an event changes what an instance is about. */
const restarts = (
  { key, restart_on }: JourneyDefinition,
  instanceKey: string | null,
  event: StoredEvent,
): boolean =>
  key !== null && instanceKey !== null && restart_on.includes(event.type) && hasKey(key, instanceKey, event);

/**
 * An instance's place after an event, by the version that it follows: a wait begins anew, or what was waited for came. Itself
 * where the event says nothing to it, also because the wait was over by then and only its timer is late.
 */
export const afterEvent = <P extends Place>(
  definition: JourneyDefinition,
  key: string | null,
  place: P,
  event: StoredEvent,
): P => {
  const step = stepAt(definition, place.path);
  if (step === undefined || event.at < place.since || event.at >= place.wakeAt) return place;
  if ("wait" in step && event.at > place.since && restarts(definition, key, event)) {
    return { ...place, since: event.at, wakeAt: event.at + waitMs(step) };
  }
  const hasCome = "wait_until" in step && passes(step.wait_until, event) && isAbout(definition, key, event);
  return hasCome ? { ...place, wakeAt: event.at } : place;
};

/**
 * An instance's place after it came to a step at a time. That may be in the past, where a timer was late: what happened since
 * is in the log.
 */
export const arriveAt = (
  definition: JourneyDefinition,
  key: string | null,
  path: StepPath,
  at: number,
  log: readonly StoredEvent[],
): Place => {
  const arrived: Place = { path, since: at, wakeAt: at + waitMs(stepAt(definition, path)) };
  if (arrived.wakeAt === at) return arrived;
  return log
    .filter((event) => event.at > at)
    .reduce((place, event) => afterEvent(definition, key, place, event), arrived);
};
