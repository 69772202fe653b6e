import { EMPTY_LEDGER } from "../campaign/ledger.ts";
import { type Choices, MESSAGING_PURPOSES } from "../consent/choices.ts";
import { NO_JOURNEYS } from "../journey/journey-state.ts";
import { keepMessages } from "../journey/keep-messages.ts";
import { NO_OUTREACH, type Outreach } from "../outreach/outreach.ts";
import { withoutAdIdentifiers } from "../consent/gate.ts";
import { type Granted, mayStoreHistory } from "../consent/effective.ts";
import {
  COLLECTED_FOR_ADS,
  COLLECTED_FOR_ANALYTICS,
  type StoredEvent,
  type Touch,
} from "../profile-state.ts";
import type { FoldedCounts, History } from "./profile.ts";

const EVERY_PURPOSE = COLLECTED_FOR_ANALYTICS | COLLECTED_FOR_ADS;

/** Purposes nobody has explicitly denied. A mere change of rules stops use, but destroys nothing. */
const notDenied = (choices: Choices): number =>
  (choices.analytics_storage?.state === "denied" ? 0 : COLLECTED_FOR_ANALYTICS) |
  (choices.ad_storage?.state === "denied" ? 0 : COLLECTED_FOR_ADS);

const restrict = (event: StoredEvent, purposes: number): StoredEvent[] => {
  const collectedFor = event.collectedFor & purposes;
  if (collectedFor === event.collectedFor) return [event];
  if (collectedFor === 0) return [];
  const restricted = { ...event, collectedFor };
  return [(collectedFor & COLLECTED_FOR_ADS) === 0 ? withoutAdIdentifiers(restricted) : restricted];
};

/** Counters name purposes only by number: what is left of them after a denial is what was collected for ads, or all. */
const restrictFolded = (folded: History["folded"], purposes: number): History["folded"] => {
  const restricted = Object.entries(folded).map(([type, counts]): [string, FoldedCounts] => [
    type,
    (purposes & COLLECTED_FOR_ADS) === 0
      ? { ...counts, countForAds: 0 }
      : { ...counts, count: counts.countForAds },
  ]);
  return Object.fromEntries(restricted.filter(([, { count }]) => count > 0));
};

/** Touches of events that are still there, or were folded away before; without click ids once ads are denied. */
const restrictTouches = (
  before: History,
  log: readonly StoredEvent[],
  purposes: number,
): readonly Touch[] => {
  const left = new Set(log.map(({ id }) => id));
  const gone = new Set(before.log.flatMap(({ id }) => (left.has(id) ? [] : [id])));
  const kept = before.touches.filter(({ event }) => !gone.has(event));
  if ((purposes & COLLECTED_FOR_ADS) !== 0) return kept;
  return kept.flatMap((touch) => (Object.keys(touch.utm).length === 0 ? [] : [{ ...touch, clickIds: {} }]));
};

/** Whether explicit denials leave nothing of a history, nor of what is known beside it. */
export const leavesNothing = (choices: Choices, granted: Granted): boolean =>
  notDenied(choices) !== EVERY_PURPOSE && !mayStoreHistory(granted);

const mayBeSentAny = (granted: Granted): boolean => MESSAGING_PURPOSES.some((purpose) => granted[purpose]);

/** Where nothing may be sent either, only what keeps us from sending is kept. */
const withdrawOutreach = (outreach: Outreach, granted: Granted): Outreach =>
  outreach === NO_OUTREACH || mayBeSentAny(granted)
    ? outreach
    : { ...outreach, attributes: {}, push: [], journeys: NO_JOURNEYS };

/** Whoever says no to push messages is not kept as somebody who could get them. */
const withoutDeniedPush = (history: History, choices: Choices): History =>
  choices.push_marketing?.state !== "denied" || history.outreach.push.length === 0
    ? history
    : { ...history, outreach: { ...history.outreach, push: [] } };

/** What explicit denials of what events are kept for leave. */
const restrictHistory = (history: History, choices: Choices, granted: Granted): History => {
  const purposes = notDenied(choices);
  if (purposes === EVERY_PURPOSE) return history;
  if (leavesNothing(choices, granted)) {
    return {
      ...history,
      log: [],
      folded: {},
      foldedUntil: null,
      seen: [],
      forgottenUntil: null,
      touches: [],
      ledger: mayBeSentAny(granted) ? keepMessages(history.ledger) : EMPTY_LEDGER,
      outreach: withdrawOutreach(history.outreach, granted),
    };
  }
  const log = history.log.flatMap((event) => restrict(event, purposes));
  return {
    ...history,
    log,
    folded: restrictFolded(history.folded, purposes),
    touches: restrictTouches(history, log, purposes),
    // Counting what pages show is for ads, and needs an identifier.
    ledger: (purposes & COLLECTED_FOR_ADS) === 0 ? keepMessages(history.ledger) : history.ledger,
  };
};

/**
 * What is left of a history after explicit denials: events lose those purposes, and go when none is left; so do a
 * browser's push subscriptions.
 */
export const withdraw = (history: History, choices: Choices, granted: Granted): History =>
  restrictHistory(withoutDeniedPush(history, choices), choices, granted);
