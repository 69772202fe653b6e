import type { Choices } from "../consent/choices.ts";
import { withoutAdIdentifiers } from "../consent/gate.ts";
import { type Granted, mayStoreHistory } from "../consent/effective.ts";
import { COLLECTED_FOR_ADS, COLLECTED_FOR_ANALYTICS, type StoredEvent } from "../profile-state.ts";
import type { History, Touch } from "./profile.ts";

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

const withoutClicks = (touch: Touch): Touch[] =>
  Object.keys(touch.utm).length === 0 ? [] : [{ ...touch, clickIds: {} }];

/** What is left of a history after explicit denials: events lose those purposes, and go when none is left. */
export const withdraw = (history: History, choices: Choices, granted: Granted): History => {
  const purposes = notDenied(choices);
  if (purposes === EVERY_PURPOSE) return history;
  if (!mayStoreHistory(granted)) {
    return { ...history, log: [], folded: {}, foldedUntil: null, seen: [], touches: [] };
  }
  const log = history.log.flatMap((event) => restrict(event, purposes));
  if ((purposes & COLLECTED_FOR_ADS) !== 0) return { ...history, log };
  const folded = Object.entries(history.folded).map(([type, counts]) => [
    type,
    { ...counts, countForAds: 0 },
  ]);
  const touches = history.touches.flatMap(withoutClicks);
  return { ...history, log, touches, folded: Object.fromEntries(folded) as History["folded"] };
};
