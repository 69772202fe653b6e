import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Granted } from "../../../worker/domain/consent/effective.ts";
import { gate, type IndexedEvent, withoutAdIdentifiers } from "../../../worker/domain/consent/gate.ts";
import {
  COLLECTED_FOR_ADS,
  COLLECTED_FOR_ANALYTICS,
  type StoredEvent,
} from "../../../worker/domain/profile-state.ts";

const BOTH = COLLECTED_FOR_ANALYTICS | COLLECTED_FOR_ADS;

const grantedOf = (analytics: boolean, ads: boolean): Granted => ({
  analytics_storage: analytics,
  ad_storage: ads,
  ad_user_data: false,
  ad_personalization: false,
  email_marketing: false,
  sms_marketing: false,
  push_marketing: false,
});

const landing: StoredEvent = {
  id: "e1",
  type: "page_view",
  at: 1,
  n: 0,
  digest: 9,
  collectedFor: BOTH,
  fields: {
    value: 5,
    page: {
      url: "https://shop.example/?gclid=Cj0K&utm_source=x",
      referrer: "https://www.facebook.com/?fbclid=Iw",
      title: "Boots",
    },
  },
};

const cleaned: StoredEvent["fields"] = {
  value: 5,
  page: { url: "https://shop.example/?utm_source=x", referrer: "https://www.facebook.com/", title: "Boots" },
};

const pass = (collectedFor: number, granted: Granted) =>
  gate([{ index: 3, event: { ...landing, collectedFor } }], granted);

const NOT_KEPT = { events: [], dropped: [{ index: 3, reason: "no_consent" }] };
const keptAs = (collectedFor: number, fields: StoredEvent["fields"]) => ({
  events: [{ index: 3, event: { ...landing, collectedFor, fields } }],
  dropped: [],
});

describe("an event", () => {
  test.each<[string, number, Granted, unknown]>([
    ["both purposes hold keeps everything", BOTH, grantedOf(true, true), keptAs(BOTH, landing.fields)],
    [
      "only analytics holds loses its click ids",
      BOTH,
      grantedOf(true, false),
      keptAs(COLLECTED_FOR_ANALYTICS, cleaned),
    ],
    [
      "only ads hold keeps its click ids",
      BOTH,
      grantedOf(false, true),
      keptAs(COLLECTED_FOR_ADS, landing.fields),
    ],
    ["no purpose holds is dropped", BOTH, grantedOf(false, false), NOT_KEPT],
    [
      "was collected for analytics gains nothing by a late grant",
      COLLECTED_FOR_ANALYTICS,
      grantedOf(true, true),
      keptAs(COLLECTED_FOR_ANALYTICS, cleaned),
    ],
    [
      "was collected for ads gains nothing by a late grant",
      COLLECTED_FOR_ADS,
      grantedOf(true, true),
      keptAs(COLLECTED_FOR_ADS, landing.fields),
    ],
    [
      "was collected for what no longer holds is dropped",
      COLLECTED_FOR_ADS,
      grantedOf(true, false),
      NOT_KEPT,
    ],
    ["was collected for nothing is dropped", 0, grantedOf(true, true), NOT_KEPT],
  ])("for which %s", (_, collectedFor, granted, expected) => {
    expect(pass(collectedFor, granted)).toEqual(expected);
  });

  test("needs analytics or ads, and no other purpose keeps it", () => {
    const others = {
      ...grantedOf(false, false),
      ad_user_data: true,
      ad_personalization: true,
      email_marketing: true,
    };
    expect(pass(BOTH, others)).toEqual(NOT_KEPT);
  });

  test("without a page is only marked", () => {
    const event = { ...landing, fields: { value: 5 } };
    expect(withoutAdIdentifiers(event)).toBe(event);
  });

  test("without a referrer gets none", () => {
    const event = { ...landing, fields: { page: { url: "https://shop.example/" } } };
    expect(withoutAdIdentifiers(event).fields).toEqual({ page: { url: "https://shop.example/" } });
  });
});

describe("a batch", () => {
  const bits = fc.integer({ min: 0, max: BOTH });
  const batch = fc
    .array(bits)
    .map((all): IndexedEvent[] =>
      all.map((collectedFor, index) => ({ index, event: { ...landing, id: `e${index}`, collectedFor } })),
    );

  test("is kept or dropped event by event, in its order, and never gains a purpose", () => {
    fc.assert(
      fc.property(batch, fc.boolean(), fc.boolean(), (events, analytics, ads) => {
        const { events: kept, dropped } = gate(events, grantedOf(analytics, ads));
        const allowed = (analytics ? COLLECTED_FOR_ANALYTICS : 0) | (ads ? COLLECTED_FOR_ADS : 0);
        const isKept = ({ event }: IndexedEvent) => (event.collectedFor & allowed) !== 0;
        expect(kept.map(({ index, event }) => [index, event.id, event.collectedFor])).toEqual(
          events.filter(isKept).map(({ index, event }) => [index, event.id, event.collectedFor & allowed]),
        );
        expect(dropped).toEqual(
          events.filter((event) => !isKept(event)).map(({ index }) => ({ index, reason: "no_consent" })),
        );
      }),
    );
  });

  test("that passes twice is what passed once", () => {
    fc.assert(
      fc.property(batch, fc.boolean(), fc.boolean(), (events, analytics, ads) => {
        const once = gate(events, grantedOf(analytics, ads)).events;
        expect(gate(once, grantedOf(analytics, ads))).toEqual({ events: once, dropped: [] });
      }),
    );
  });
});
