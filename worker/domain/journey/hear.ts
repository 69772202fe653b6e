import type { StoredEvent } from "../profile-state.ts";
import { exitTestsOf, isAbout, keyIn, passes } from "./event-test.ts";
import type { JourneyDraft } from "./journey-draft.ts";
import type { JourneyInstance } from "./journey-state.ts";
import type { JourneyWorld } from "./journey-world.ts";
import { stepAt } from "./steps.ts";
import { arriveAt } from "./wait.ts";

/** Whether an event ends an instance, by the rules of the newest version. */
const isExit = (instance: JourneyInstance, event: StoredEvent, { journeys }: JourneyWorld): boolean => {
  const newest = journeys.byId.get(instance.journey)?.definition;
  if (newest === undefined || event.at < instance.enteredAt) return false;
  return exitTestsOf(newest).some((test) => passes(test, event)) && isAbout(newest, instance.key, event);
};

/** Whether an event begins the present wait anew: it changes what the journey is about. */
const restarts = (instance: JourneyInstance, event: StoredEvent, { journeys }: JourneyWorld): boolean => {
  const newest = journeys.byId.get(instance.journey)?.definition;
  if (newest === undefined || newest.key === null || instance.key === null) return false;
  if (!newest.restart_on.includes(event.type) || event.at <= instance.since) return false;
  return keyIn(newest.key, event) === instance.key;
};

const hearOne = (
  draft: JourneyDraft,
  instance: JourneyInstance,
  event: StoredEvent,
  world: JourneyWorld,
): void => {
  if (isExit(instance, event, world)) {
    draft.end(instance, "exited");
    return;
  }
  const definition = world.versionOf(instance.journey, instance.version);
  const step = definition === null ? undefined : stepAt(definition, instance.path);
  if (definition === null || step === undefined || event.at < instance.since) return;
  if ("wait" in step && restarts(instance, event, world)) {
    draft.update({ ...instance, ...arriveAt(definition, instance.path, event.at) });
  }
  if ("wait_until" in step && passes(step.wait_until, event) && isAbout(definition, instance.key, event)) {
    draft.update({ ...instance, wakeAt: Math.max(event.at, instance.since) });
  }
};

/** What an event means for the instances that are under way. */
export const hearEvent = (draft: JourneyDraft, event: StoredEvent, world: JourneyWorld): void => {
  for (const instance of draft.state.instances) hearOne(draft, instance, event, world);
};

/** Leaving an audience ends the journeys that say so. */
export const hearLeave = (draft: JourneyDraft, audience: string, world: JourneyWorld): void => {
  for (const instance of draft.state.instances) {
    const newest = world.journeys.byId.get(instance.journey)?.definition;
    if (newest === undefined || !newest.exit_on_leave || !("audience" in newest.enter)) continue;
    if (newest.enter.audience === audience) draft.end(instance, "left");
  }
};
