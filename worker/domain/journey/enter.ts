import type { JourneyDefinition } from "../../../schemas/journey.ts";
import { EVENT_LATE_MAX_MS } from "../../../schemas/limits.ts";
import { JOURNEY_INSTANCES_MAX } from "../../../schemas/limits-outreach.ts";
import { durationMs } from "../audience/duration.ts";
import type { StoredEvent } from "../profile-state.ts";
import { isBot } from "../profile/bot-mark.ts";
import { isMember, standingIn } from "../profile/membership-changes.ts";
import { keyIn, passes } from "./event-test.ts";
import { hearLog } from "./hear.ts";
import type { Journey } from "./journey.ts";
import type { JourneyDraft } from "./journey-draft.ts";
import type { JourneyState } from "./journey-state.ts";
import type { JourneyWorld } from "./journey-world.ts";
import { arriveAt } from "./wait.ts";

/** Whether somebody who was in a journey, or is, may come in again. */
const mayEnter = (
  { instances, ended }: JourneyState,
  { id, definition }: Journey,
  key: string | null,
  at: number,
): boolean => {
  const isSame = (one: { readonly journey: string; readonly key: string | null }): boolean =>
    one.journey === id && one.key === key;
  const active = instances.filter(isSame);
  const before = [...active, ...ended.filter(isSame)];
  if (before.length === 0) return true;
  if (definition.reentry === "never") return false;
  if (definition.reentry === "after_exit" && active.length > 0) return false;
  const pauseMs = definition.reentry_after === null ? 0 : durationMs(definition.reentry_after);
  // What began an instance begins no second one when it is seen again, also under another event of the same moment.
  return before.every(({ enteredAt }) => at > enteredAt && at >= enteredAt + pauseMs);
};

const enter = (
  draft: JourneyDraft,
  journey: Journey,
  key: string | null,
  at: number,
  world: JourneyWorld,
): void => {
  const { state, profile, now } = draft;
  if (isBot(profile.head)) return;
  if (at < now - EVENT_LATE_MAX_MS || state.instances.length >= JOURNEY_INSTANCES_MAX) return;
  if (!mayEnter(state, journey, key, at)) return;
  const { id, version, definition } = journey;
  if (definition.filter !== null && !world.holds(definition.filter, profile, now)) return;
  const place = arriveAt(definition, key, [0], at, profile.history.log);
  const instance = { id: world.newId(), journey: id, version, key, enteredAt: at, ...place };
  draft.begin(journey, instance);
  hearLog(draft, [instance], world);
};

/** The key of the newest event up to a time that carries one; null where none does. */
const newestKey = ({ profile }: JourneyDraft, { key }: JourneyDefinition, at: number): string | null => {
  if (key === null) return null;
  const carrier = profile.history.log.findLast((event) => event.at <= at && keyIn(key, event) !== null);
  return carrier === undefined ? null : keyIn(key, carrier);
};

/** The entry into an audience brings the contact into the journeys that wait for it. */
export const enterByAudience = (
  draft: JourneyDraft,
  audience: string,
  at: number,
  world: JourneyWorld,
): void => {
  for (const journey of world.journeys.byAudience.get(audience) ?? []) {
    enter(draft, journey, newestKey(draft, journey.definition, at), at, world);
  }
};

/** An event brings the contact into journeys that wait for it, and a further key of a member begins a further instance. */
export const enterByEvent = (draft: JourneyDraft, event: StoredEvent, world: JourneyWorld): void => {
  for (const journey of world.journeys.byEvent.get(event.type) ?? []) {
    const { enter: test, key } = journey.definition;
    if (!("event" in test) || !passes(test, event)) continue;
    enter(draft, journey, key === null ? null : keyIn(key, event), event.at, world);
  }
  for (const journey of world.journeys.keyed) {
    const { enter: by, key, restart_on } = journey.definition;
    if (key === null || !("audience" in by) || !restart_on.includes(event.type)) continue;
    const value = keyIn(key, event);
    const isIn = isMember(standingIn(draft.profile.head.standings, by.audience));
    if (value !== null && isIn) enter(draft, journey, value, event.at, world);
  }
};
