import { COLLECTED_FOR_ADS, type StoredEvent } from "../../worker/domain/profile-state.ts";
import { DAY_MS } from "../../schemas/limits.ts";
import { createRandom } from "../collect/random.ts";
import { shopEvent } from "./shop-events.ts";

/** One event as the peers are given it. */
export interface EventDocument {
  readonly type: string;
  readonly at: number;
  readonly category: string | null;
  readonly value: number | null;
  readonly url: string;
}

/** One event, as Halley keeps it and as the peers are given it. */
export interface BenchEvent {
  readonly stored: StoredEvent;
  readonly document: EventDocument;
}

/** The same events twice, in time order. */
export interface BenchProfile {
  readonly log: readonly StoredEvent[];
  readonly documents: readonly EventDocument[];
}

/** The moment at which everything is asked: 2026-11-01 12:00 UTC. */
export const NOW = 1_793_534_400_000;
const HISTORY_MS = 120 * DAY_MS;
const VISIT_EVENTS_MAX = 12;
const PAUSE_MS = 180_000;

/** Times of visits, more of them lately, with minutes between the events of one. */
const visitTimes = (count: number, random: () => number): number[] => {
  const times: number[] = [];
  while (times.length < count) {
    let at = NOW - HISTORY_MS * random() * random();
    const until = Math.min(count, times.length + 1 + Math.floor(random() * VISIT_EVENTS_MAX));
    for (; times.length < until && at < NOW; at += 5_000 + random() * PAUSE_MS) times.push(Math.floor(at));
  }
  return times.toSorted((a, b) => a - b);
};

/** The `n`th event of a profile. */
export const eventAt = (at: number, n: number, random: () => number): BenchEvent => {
  const { type, fields, category, value, url } = shopEvent(random);
  return {
    stored: { id: `event-${n}`, type, at, n, digest: n, collectedFor: COLLECTED_FOR_ADS, fields },
    document: { type, at, category, value, url },
  };
};

/** Visitors of a shop, the same in every run. */
export const createPopulation = (profiles: number, eventsEach: number): BenchProfile[] => {
  const random = createRandom(11);
  return Array.from({ length: profiles }, () => {
    const events = visitTimes(eventsEach, random).map((at, n) => eventAt(at, n, random));
    return { log: events.map(({ stored }) => stored), documents: events.map(({ document }) => document) };
  });
};
