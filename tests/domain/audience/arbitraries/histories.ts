/** Small histories in which much is alike: few names, few times, few amounts. */
import * as fc from "fast-check";
import type { Subject, Traits } from "../../../../worker/domain/audience/history.ts";
import type { Timeline } from "../../../../worker/domain/audience/timeline.ts";
import {
  compareEvents,
  type EventFields,
  type StoredEvent,
  type Touch,
} from "../../../../worker/domain/profile-state.ts";
import { addTouches, touchOf } from "../../../../worker/domain/profile/touch.ts";
import { noConsent } from "../sample-traits.ts";
import { optional, seldom, times } from "./times.ts";

export const amounts = fc.constantFrom(0.1, 0.2, 0.7, -0.3, 5);
export const categories = fc.constantFrom("boots", "boats", "hats");

const items = fc.array(
  fc.record({
    item_id: fc.constant("i"),
    item_category: optional(categories),
    price: optional(amounts),
    quantity: optional(fc.constantFrom(0, 1, 2, 3, -1)),
  }),
  { maxLength: 2 },
);
const common = {
  value: optional(amounts),
  params: optional(fc.constantFrom({ plan: "pro" }, { plan: 5 }, { plan: true }, {})),
  items: optional(items),
};
const page = fc.record({
  url: fc.constantFrom(
    "https://shop.example/boots",
    "https://shop.example/boots?utm_source=news&utm_medium=email",
    "https://shop.example/hats?utm_source=ads&utm_campaign=spring&gclid=1",
    "https://www.shop.example/?fbclid=2",
    "https://shop.example/hats?msclkid=3&gclid=4",
  ),
  title: optional(fc.constantFrom("Boots", "Hats")),
  referrer: optional(fc.constant("https://search.example/")),
});

const ordinary = fc.tuple(
  fc.constantFrom("a", "a", "a", "b", "b", "c", "view_item", "message_sent"),
  fc.record(common),
);
const ofCart = fc.tuple(
  fc.constantFrom("add_to_cart", "remove_from_cart", "view_cart", "begin_checkout"),
  fc.record(common),
);
const ofMoney = fc.tuple(
  fc.constantFrom("purchase", "purchase", "refund"),
  fc.record({ ...common, transaction_id: optional(fc.constantFrom("t1", "t2")) }),
);
const ofPage = fc.tuple(fc.constant("page_view"), fc.record({ ...common, page: optional(page) }));

const events: fc.Arbitrary<Omit<StoredEvent, "id">> = fc
  .tuple(
    fc.oneof(
      { arbitrary: ordinary, weight: 6 },
      { arbitrary: ofCart, weight: 2 },
      { arbitrary: ofMoney, weight: 2 },
      { arbitrary: ofPage, weight: 1 },
    ),
    times,
    fc.constantFrom(0, 0, 1),
  )
  .map(([[type, fields], at, n]: [[string, EventFields], number, number]) => ({
    type,
    at,
    n,
    fields,
    digest: 0,
    collectedFor: 3,
  }));

/** In the order of arrival, which is any. */
export const arrivals: fc.Arbitrary<StoredEvent[]> = fc
  .oneof(
    { withCrossShrink: true },
    { arbitrary: fc.array(events, { maxLength: 4, size: "max" }), weight: 1 },
    { arbitrary: fc.array(events, { minLength: 4, maxLength: 10, size: "max" }), weight: 3 },
  )
  .map((all) => all.map((event, index) => ({ ...event, id: `e${index}` })));

/** Of landings whose events are no longer in the log. */
const olderTouches: fc.Arbitrary<Touch[]> = fc
  .array(
    fc.record({
      at: times,
      utm: fc.constantFrom({}, { utm_source: "old" }, { utm_medium: "email", utm_campaign: "spring" }),
      clickIds: fc.constantFrom({}, { gclid: "5" }, { wbraid: "6", gclid: "7" }),
    }),
    { maxLength: 2 },
  )
  .map((all) => all.map((touch, index) => ({ ...touch, event: `gone${index}` })));

const consentTimes: fc.Arbitrary<Timeline> = fc.oneof(
  fc.constantFrom<Timeline>([], [-Infinity, Infinity]),
  times.map((from) => [from, Infinity]),
  fc.uniqueArray(times, { minLength: 2, maxLength: 2 }).map((edges) => edges.toSorted((a, b) => a - b)),
);

const traits: fc.Arbitrary<Traits> = fc
  .record({
    isContact: fc.boolean(),
    country: fc.constantFrom(null, "DE", "US"),
    subdivision: fc.constantFrom(null, "CA"),
    language: fc.constantFrom(null, "de", "de-at"),
    device: fc.constantFrom(null, "desktop", "mobile"),
    accountDomain: fc.constantFrom(null, "acme.example"),
    ad_storage: consentTimes,
    email_marketing: consentTimes,
  })
  .map(({ ad_storage, email_marketing, ...known }) => ({
    ...known,
    consent: { ...noConsent, ad_storage, email_marketing },
  }));

export const touchesOf = (log: readonly StoredEvent[], older: readonly Touch[]): readonly Touch[] =>
  addTouches(
    older,
    log.map(touchOf).filter((touch) => touch !== null),
  );

export const subjects: fc.Arbitrary<Subject> = fc
  .tuple(arrivals, seldom(olderTouches), traits, fc.constantFrom(0, 0, 2_500, 90_000_000))
  .map(([arrived, older = [], known, firstSeenAt]) => {
    const log = arrived.toSorted(compareEvents);
    const touches = touchesOf(log, addTouches([], older));
    return { history: { log, folded: {}, foldedUntil: null, firstSeenAt, touches }, traits: known };
  });
