import type { StoredEvent } from "../profile-state.ts";
import { exitTestsOf, isAbout, passes } from "./event-test.ts";
import type { JourneyDraft } from "./journey-draft.ts";
import type { JourneyInstance } from "./journey-state.ts";
import type { JourneyWorld } from "./journey-world.ts";
import { afterEvent } from "./wait.ts";

/** Whether an event ends an instance, by the rules of the newest version; which events are about it, its own version says. */
const isExit = (instance: JourneyInstance, event: StoredEvent, world: JourneyWorld): boolean => {
  const newest = world.journeys.byId.get(instance.journey)?.definition;
  if (newest === undefined || event.at < instance.enteredAt) return false;
  if (!exitTestsOf(newest).some((test) => passes(test, event))) return false;
  const own = world.versionOf(instance.journey, instance.version) ?? newest;
  return isAbout(own, instance.key, event);
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
  if (definition === null) return;
  const after = afterEvent(definition, instance.key, instance, event);
  if (after !== instance) draft.update(after);
};

/** What an event means for the instances that are under way. */
export const hearEvent = (draft: JourneyDraft, event: StoredEvent, world: JourneyWorld): void => {
  for (const instance of draft.state.instances) hearOne(draft, instance, event, world);
};

/** Ends instances that something ended which was not heard: it came before they were begun, or with another profile. */
export const hearLog = (
  draft: JourneyDraft,
  instances: readonly JourneyInstance[],
  world: JourneyWorld,
): void => {
  const { log } = draft.profile.history;
  for (const instance of instances) {
    const isOver = log.some((event) => event.at > instance.enteredAt && isExit(instance, event, world));
    if (isOver) draft.end(instance, "exited");
  }
};

/** Leaving an audience ends the journeys that say so. */
export const hearLeave = (draft: JourneyDraft, audience: string, world: JourneyWorld): void => {
  for (const instance of draft.state.instances) {
    const newest = world.journeys.byId.get(instance.journey)?.definition;
    if (newest === undefined || !newest.exit_on_leave || !("audience" in newest.enter)) continue;
    if (newest.enter.audience === audience) draft.end(instance, "left");
  }
};
