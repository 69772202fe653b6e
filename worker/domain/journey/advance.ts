import type { JourneyDefinition, Step } from "../../../schemas/journey.ts";
import { PAUSED_JOURNEY_MS } from "../../../schemas/limits-outreach.ts";
import type { JourneyDraft } from "./journey-draft.ts";
import type { JourneyInstance } from "./journey-state.ts";
import type { JourneyWorld } from "./journey-world.ts";
import { send, type SendResult } from "./send.ts";
import { chosenBranch, intoBranch, nextPath, stepAt, stepName, type StepPath } from "./steps.ts";
import { arriveAt } from "./wait.ts";

/** Goes to the step behind the present one, or ends. */
const goOn = (
  draft: JourneyDraft,
  instance: JourneyInstance,
  definition: JourneyDefinition,
  path: StepPath | null,
  at: number,
): void => {
  if (path === null) draft.end(instance, "completed");
  else {
    const { log } = draft.profile.history;
    draft.update({ ...instance, ...arriveAt(definition, instance.key, path, at, log) });
  }
};

const takeBranch = (
  draft: JourneyDraft,
  { path }: JourneyInstance,
  step: Extract<Step, { branch: unknown }>,
  definition: JourneyDefinition,
  world: JourneyWorld,
): StepPath | null => {
  const holds = step.branch.map((branch) => world.holds(branch.if, draft.profile, draft.now));
  return intoBranch(definition, path, chosenBranch(holds)) ?? nextPath(definition, path);
};

/** A message that waits for its hour or its room is looked at again and again, and counts at the first look. */
const noteUnsent = (
  draft: JourneyDraft,
  { journey, path, since, wakeAt }: JourneyInstance,
  step: Step,
  { kind }: SendResult,
): void => {
  const of = { journey, step: stepName(step, path) };
  if (kind === "skipped") draft.unsent.push({ ...of, what: "skipped" });
  if (kind === "deferred" && wakeAt <= since) draft.unsent.push({ ...of, what: "deferred" });
};

/** One step of one instance whose time has come. */
const takeStep = (
  draft: JourneyDraft,
  instance: JourneyInstance,
  definition: JourneyDefinition,
  newest: JourneyDefinition,
  world: JourneyWorld,
): void => {
  const { path } = instance;
  const cameAt = Math.min(instance.wakeAt, draft.now);
  const step = stepAt(definition, path);
  if (step === undefined) draft.end(instance, "completed");
  else if ("stop" in step) draft.end(instance, "stopped");
  else if ("branch" in step) {
    goOn(draft, instance, definition, takeBranch(draft, instance, step, definition, world), cameAt);
  } else if ("send" in step) {
    const result = send(draft, instance, step, newest, world);
    noteUnsent(draft, instance, step, result);
    if (result.kind === "deferred") draft.update({ ...instance, wakeAt: result.until });
    else if (result.kind === "over") draft.end(instance, "filtered");
    else goOn(draft, instance, definition, nextPath(definition, path), draft.now);
  } else goOn(draft, instance, definition, nextPath(definition, path), cameAt);
};

/** The instance that goes first of those that are due: of the highest priority, and of these the one that waited longest. */
const firstDue = (draft: JourneyDraft, world: JourneyWorld): JourneyInstance | undefined => {
  const priorityOf = ({ journey }: JourneyInstance): number =>
    world.journeys.byId.get(journey)?.definition.priority ?? 0;
  return draft.state.instances
    .filter(({ wakeAt }) => wakeAt <= draft.now)
    .toSorted((a, b) => priorityOf(b) - priorityOf(a) || a.wakeAt - b.wakeAt)[0];
};

const advanceOne = (draft: JourneyDraft, instance: JourneyInstance, world: JourneyWorld): void => {
  const newest = world.journeys.byId.get(instance.journey)?.definition;
  const definition = world.versionOf(instance.journey, instance.version);
  if (newest === undefined || definition === null) draft.end(instance, "deleted");
  else if (newest.status !== "live") {
    draft.update({ ...instance, wakeAt: draft.now + PAUSED_JOURNEY_MS });
  } else takeStep(draft, instance, definition, newest, world);
};

/** A contact that has just used the link which confirms its address gets at once what was held back for it. */
const wakeConfirmed = (draft: JourneyDraft, world: JourneyWorld): void => {
  const { outreach } = draft.profile.history;
  if (outreach.confirmedAt !== draft.now) return;
  for (const instance of draft.state.instances) {
    const definition = world.versionOf(instance.journey, instance.version);
    const step = definition === null ? undefined : stepAt(definition, instance.path);
    if (step !== undefined && "send" in step && instance.wakeAt > draft.now) {
      draft.update({ ...instance, wakeAt: draft.now });
    }
  }
};

/** Lets every instance whose time has come go on until it waits or ends. Steps lead only forward, so this ends. */
export const advance = (draft: JourneyDraft, world: JourneyWorld): void => {
  wakeConfirmed(draft, world);
  for (let due = firstDue(draft, world); due !== undefined; due = firstDue(draft, world)) {
    advanceOne(draft, due, world);
  }
};
