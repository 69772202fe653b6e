import { isContactId } from "../identity/profile-id.ts";
import { advance } from "../journey/advance.ts";
import { enterByAudience, enterByEvent } from "../journey/enter.ts";
import { hearEvent, hearLeave, hearLog } from "../journey/hear.ts";
import type { Journey } from "../journey/journey.ts";
import { JourneyDraft } from "../journey/journey-draft.ts";
import { nextWakeOf } from "../journey/journey-state.ts";
import type { Passage, UnsentMessage } from "../journey/journey-progress.ts";
import type { JourneyWorld } from "../journey/journey-world.ts";
import type { MessageOrder } from "../journey/message-order.ts";
import { compareEvents, type StoredEvent } from "../profile-state.ts";
import type { SiteRules } from "../site-rules.ts";
import { afterEarlier, type Applied } from "./applied.ts";
import type { MembershipChange } from "./membership-changes.ts";
import type { Profile } from "./profile.ts";
import { applySystemEvents } from "./system-events.ts";

/** A profile after its journeys ran, and what they want done. */
export interface Planned extends Applied {
  readonly messages: readonly MessageOrder[];
  /** Versions that somebody began to follow. */
  readonly begun: readonly Journey[];
  readonly passages: readonly Passage[];
  readonly unsent: readonly UnsentMessage[];
}

/** What just happened to a profile. */
interface News {
  readonly changes: readonly MembershipChange[];
  readonly events: readonly StoredEvent[];
  readonly arrival: Applied["arrival"];
}

/** What journeys do is an event that others may wait for; beyond this many rounds it has to wait for the next event or timer. */
const ROUNDS_MAX = 5;

const isConcerned = (profile: Profile | null, world: JourneyWorld): profile is Profile =>
  profile !== null &&
  isContactId(profile.id) &&
  (world.journeys.byId.size > 0 || profile.history.outreach.journeys.instances.length > 0);

/** One round: what happened is heard in the order of time, then whatever is due is done. */
const runOnce = (
  profile: Profile,
  { changes, events, arrival }: News,
  world: JourneyWorld,
  now: number,
): JourneyDraft => {
  const draft = new JourneyDraft(profile, now);
  if (arrival === "move") hearLog(draft, draft.state.instances, world);
  for (const event of events.toSorted(compareEvents)) {
    hearEvent(draft, event, world);
    if (arrival !== "import") enterByEvent(draft, event, world);
  }
  for (const { audience, op, at, isLive } of changes) {
    if (!isLive) continue;
    // Who becomes known was a member for longer, and comes in now.
    if (op === "enter") enterByAudience(draft, audience, arrival === "move" ? now : at, world);
    else hearLeave(draft, audience, world);
  }
  advance(draft, world);
  return draft;
};

const withWake = (profile: Profile): Profile => {
  const next = nextWakeOf(profile.history.outreach.journeys);
  const wakeAt = next === Infinity ? null : next;
  return wakeAt === profile.head.wakeAt ? profile : { ...profile, head: { ...profile.head, wakeAt } };
};

/** Runs a contact's journeys after something happened to it, or time passed. `events` are those that were new. */
export const withJourneys = (
  applied: Applied,
  events: readonly StoredEvent[],
  rules: SiteRules,
  world: JourneyWorld,
  now: number,
): Planned => {
  let current = applied;
  let news: News = { changes: applied.changes, events, arrival: applied.arrival };
  const messages: MessageOrder[] = [];
  const begun: Journey[] = [];
  const passages: Passage[] = [];
  const unsent: UnsentMessage[] = [];
  for (let round = 0; round < ROUNDS_MAX && isConcerned(current.profile, world); round += 1) {
    const before = current.profile;
    const draft = runOnce(before, news, world, now);
    messages.push(...draft.orders);
    begun.push(...draft.begun);
    passages.push(...draft.passages);
    unsent.push(...draft.unsent);
    if (draft.profile === before) break;
    const later = applySystemEvents(draft.profile, draft.events, rules, now);
    current = afterEarlier(current, { ...later, isChanged: true });
    news = { changes: later.changes, events: later.accepted, arrival: undefined };
    if (news.events.length === 0) break;
  }
  const profile = current.profile === null ? null : withWake(current.profile);
  return { ...current, profile, messages, begun, passages, unsent };
};
