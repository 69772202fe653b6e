import { DAY_MS } from "../../../schemas/limits.ts";
import type { BenchProfile, EventDocument } from "../population.ts";
import type { Competitor } from "./competitor.ts";

type Events = readonly EventDocument[];

const HOUR_MS = 3_600_000;

/** From the newest event back to the edge of the window: nothing before it matters. */
const happened = (events: Events, type: string, after: number): boolean => {
  for (let index = events.length - 1; index >= 0; index--) {
    const event = events[index];
    if (event === undefined || event.at <= after) return false;
    if (event.type === type) return true;
  }
  return false;
};

const countOf = (events: Events, type: string, after: number): number => {
  let count = 0;
  for (let index = events.length - 1; index >= 0; index--) {
    const event = events[index];
    if (event === undefined || event.at <= after) break;
    if (event.type === type) count += 1;
  }
  return count;
};

const countIn = (events: Events, type: string, category: string, after: number): number => {
  let count = 0;
  for (let index = events.length - 1; index >= 0; index--) {
    const event = events[index];
    if (event === undefined || event.at <= after) break;
    if (event.type === type && event.category === category) count += 1;
  }
  return count;
};

const valueOf = (events: Events, type: string, after: number): number => {
  let sum = 0;
  for (let index = events.length - 1; index >= 0; index--) {
    const event = events[index];
    if (event === undefined || event.at <= after) break;
    if (event.type === type) sum += event.value ?? 0;
  }
  return sum;
};

const landed = (events: Events, mark: string, after: number): boolean => {
  for (let index = events.length - 1; index >= 0; index--) {
    const event = events[index];
    if (event === undefined || event.at <= after) return false;
    if (event.type === "page_view" && event.url.includes(mark)) return true;
  }
  return false;
};

const filledCart = (events: Events, value: number, after: number): boolean => {
  for (let index = events.length - 1; index >= 0; index--) {
    const event = events[index];
    if (event === undefined || event.at <= after) return false;
    if (event.type === "add_to_cart" && (event.value ?? 0) >= value) return true;
  }
  return false;
};

/** Something that happened in (after, now - withinMs] and to which no purchase came in that time. */
const abandoned = (events: Events, type: string, after: number, withinMs: number, now: number): boolean => {
  let boughtAt = Infinity;
  for (let index = events.length - 1; index >= 0; index--) {
    const event = events[index];
    if (event === undefined || event.at <= after) return false;
    const isDecided = event.at <= now - withinMs && event.at + withinMs < boughtAt;
    if (event.type === type && isDecided) return true;
    if (event.type === "purchase") boughtAt = event.at;
  }
  return false;
};

type HandWritten = (events: Events, now: number) => boolean;

/** The shared audiences as a programmer writes them who has no other rule to think of, in the same order. */
export const BY_HAND: readonly HandWritten[] = [
  (events, now) => countIn(events, "view_item", "boots", now - 7 * DAY_MS) > 0,
  (events, now) => countIn(events, "view_item", "tents", now - 14 * DAY_MS) >= 2,
  (events, now) =>
    countIn(events, "view_item", "packs", now - 30 * DAY_MS) >= 3 &&
    countIn(events, "purchase", "packs", now - 30 * DAY_MS) === 0,
  (events, now) =>
    countIn(events, "view_item", "sale", now - 30 * DAY_MS) >= 2 && !happened(events, "purchase", -Infinity),
  (events, now) => countOf(events, "view_item", now - 30 * DAY_MS) >= 10,
  (events, now) =>
    abandoned(events, "add_to_cart", now - 7 * DAY_MS, HOUR_MS, now) &&
    !happened(events, "purchase", now - 7 * DAY_MS),
  (events, now) => abandoned(events, "begin_checkout", now - 14 * DAY_MS, DAY_MS, now),
  (events, now) =>
    happened(events, "add_to_cart", now - 30 * DAY_MS) && !happened(events, "purchase", now - 30 * DAY_MS),
  (events, now) =>
    filledCart(events, 150, now - 14 * DAY_MS) && !happened(events, "purchase", now - 14 * DAY_MS),
  (events, now) => happened(events, "purchase", now - 30 * DAY_MS),
  (events, now) =>
    happened(events, "purchase", -Infinity) && !happened(events, "purchase", now - 60 * DAY_MS),
  (events, now) => countOf(events, "purchase", now - 365 * DAY_MS) >= 2,
  (events, now) => valueOf(events, "purchase", now - 180 * DAY_MS) >= 500,
  (events, now) => valueOf(events, "view_item", now - 7 * DAY_MS) >= 1_000,
  (events, now) => landed(events, "utm_source=newsletter", now - 30 * DAY_MS),
  (events, now) =>
    landed(events, "gclid=", now - 30 * DAY_MS) && !happened(events, "purchase", now - 30 * DAY_MS),
  (events, now) => happened(events, "page_view", now - DAY_MS),
  (events, now) =>
    happened(events, "search", now - 14 * DAY_MS) && !happened(events, "add_to_cart", now - 14 * DAY_MS),
  (events, now) =>
    countOf(events, "page_view", now - 7 * DAY_MS) >= 3 &&
    !happened(events, "add_to_cart", now - 7 * DAY_MS) &&
    !happened(events, "begin_checkout", now - 7 * DAY_MS),
  (events, now) =>
    countOf(events, "view_item", now - 90 * DAY_MS) >= 20 &&
    countOf(events, "purchase", now - 90 * DAY_MS) <= 1,
];

export const createByHand = (profiles: readonly BenchProfile[], now: number): Competitor => ({
  name: "written by hand",
  answer: (into) => {
    let place = 0;
    for (const { documents } of profiles) {
      for (const isMember of BY_HAND) into[place++] = isMember(documents, now) ? 1 : 0;
    }
  },
});
