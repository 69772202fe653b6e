import { randomInt } from "node:crypto";
import { GRANTED } from "../collect/population.ts";
import { CATEGORIES, createShop, FAVOURITE_LETTER, favouriteBy } from "../collect/shop.ts";
import type { BeaconTraffic, RequestSource } from "./request-source.ts";
import { CHOSEN_AT, createTemplate, positionsOf, type Template, TIME_MARK } from "./template.ts";

/** Digits, as the mark of times. */
const COUNT_MARK = "222222222222";
const TEMPLATES_PER_CATEGORY = 8;
/** Between the events of one beacon. */
const EVENT_GAP_MS = 1_500;

interface BeaconTemplate extends Template {
  /** What the visitors come for that send it. */
  readonly category: string;
  /** How long ago each of the times was. */
  readonly agoMs: readonly number[];
  readonly counts: readonly number[];
}

const createTemplates = (
  { site, cookieLength, eventsPerBeacon }: BeaconTraffic,
  runDigits: string,
): BeaconTemplate[] => {
  const shopEvent = createShop(4);
  const categories = CATEGORIES.flatMap((category) =>
    Array<typeof category>(TEMPLATES_PER_CATEGORY).fill(category),
  );
  return categories.map((category) => {
    const events = Array.from({ length: eventsPerBeacon }, (_, n) => ({
      ...shopEvent(category),
      id: `${runDigits}${COUNT_MARK}`,
      at: Number(TIME_MARK),
      n,
    }));
    const sentAt = Number(TIME_MARK);
    const body = JSON.stringify({ v: 1, sent_at: sentAt, consent: GRANTED, consent_at: CHOSEN_AT, events });
    const template = createTemplate(`/h/${site}/e`, body, cookieLength);
    return {
      ...template,
      category,
      // In the order of the body: when it was sent, the events.
      agoMs: [0, ...events.map((_, n) => (eventsPerBeacon - n) * EVENT_GAP_MS)],
      counts: positionsOf(template.bytes.toString("latin1"), COUNT_MARK),
    };
  });
};

/** Mean length of a beacon's request with its head, as it leaves the browser. */
export const requestBytesOf = (traffic: BeaconTraffic): number => {
  const lengths = createTemplates(traffic, "1".repeat(26)).map(({ bytes }) => bytes.length);
  return lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
};

/** Beacons of random known visitors: events that have never been sent, at the time of sending. */
export const createBeaconSource = (traffic: BeaconTraffic): RequestSource => {
  const { cookies, cookieLength, eventsPerBeacon } = traffic;
  const runDigits = String(randomInt(1e12, 9e12)) + String(randomInt(1e12, 9e12));
  const templates = createTemplates(traffic, runDigits);
  const byCategory = Map.groupBy(templates, ({ category }) => category);
  const allCookies = Buffer.from(cookies);
  const visitors = allCookies.length / cookieLength;
  const longest = Math.max(...templates.map(({ bytes }) => bytes.length));
  const buffers: Buffer[] = [];
  const goodAnswer = `{"accepted":${eventsPerBeacon},"duplicate":0,"rejected":[],"dropped":[]}`;
  let count = 0;
  return {
    hear: (_connection, body) => body.startsWith(goodAnswer),
    next: (connection) => {
      const cookie = Math.floor(Math.random() * visitors) * cookieLength;
      const wanted = byCategory.get(favouriteBy(allCookies[cookie + FAVOURITE_LETTER] ?? 0));
      const template = wanted?.[Math.floor(Math.random() * TEMPLATES_PER_CATEGORY)];
      if (template === undefined) throw new Error("there are templates for each category");
      const buffer = (buffers[connection] ??= Buffer.allocUnsafe(longest));
      template.bytes.copy(buffer);
      allCookies.copy(buffer, template.cookieAt, cookie, cookie + cookieLength);
      const now = Date.now();
      for (const [index, at] of template.times.entries()) {
        buffer.write(String(now - (template.agoMs[index] ?? 0)), at, "latin1");
      }
      for (const at of template.counts) {
        buffer.write(String(count++).padStart(COUNT_MARK.length, "0"), at, "latin1");
      }
      return buffer.subarray(0, template.bytes.length);
    },
  };
};
