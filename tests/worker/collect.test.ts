import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CollectAnswer } from "../../schemas/collect.ts";
import type { EventInput } from "../../schemas/event.ts";
import { CLOCK_SKEW_IGNORED_MS, EVENT_IMPORT_MAX_MS, EVENT_LATE_MAX_MS } from "../../schemas/limits.ts";
import { advance, DAY, HOUR, MINUTE, NOON, SECOND } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { dump } from "./objects.ts";
import { addToCart, CART_ABANDONERS, event, identify, pageView, VIEWERS } from "./samples.ts";

const byIndex = (a: { index: number }, b: { index: number }): number => a.index - b.index;
const inOrder = (body: unknown): CollectAnswer => {
  const { rejected, dropped, ...counts } = body as CollectAnswer;
  return { ...counts, rejected: rejected.toSorted(byIndex), dropped: dropped.toSorted(byIndex) };
};

const timesOf = async (site: TestSite, profile: string): Promise<Record<string, number>> =>
  Object.fromEntries((await site.profile(profile)).events.map(({ id, at }) => [id, at]));

test("one batch answers for every event, by its index", async () => {
  const site = await createSite();
  const ada = site.browser();
  const known = addToCart();
  await ada.send([known]);
  const fresh = pageView();
  const { status, body } = await ada.send([
    fresh,
    known,
    { ...known, value: 1 },
    event("page_view", { at: NOON - EVENT_LATE_MAX_MS - 1 }),
    { ...event("page_view"), type: "no name" },
    fresh,
    { ...fresh, type: "view_item" },
    event("view_cart"),
  ]);
  expect(status).toBe(200);
  expect(inOrder(body)).toEqual({
    accepted: 2,
    duplicate: 2,
    rejected: [
      { index: 2, code: "id_conflict" },
      { index: 3, code: "event_too_late" },
      { index: 4, code: "event_invalid" },
      { index: 6, code: "id_conflict" },
    ],
    dropped: [],
  });
  const { events, refused } = await site.profile(ada.visitor);
  expect(events.map(({ type }) => type).toSorted()).toEqual(["add_to_cart", "page_view", "view_cart"]);
  expect(refused.every(({ at, code }) => at === NOON && code === "id_conflict")).toBe(true);
});

test("a batch without a valid event answers 422 and still says why", async () => {
  const site = await createSite();
  expect(await site.browser().send([{ ...event("page_view"), type: "" }])).toMatchObject({
    status: 422,
    body: {
      code: "event_none_valid",
      accepted: 0,
      duplicate: 0,
      rejected: [{ index: 0, code: "event_invalid" }],
      dropped: [],
    },
  });
});

describe("the same batch twice changes nothing", () => {
  const batch = () => [pageView(), addToCart(), event("view_cart")];
  const duplicates = (count: number) => ({ accepted: 0, duplicate: count, rejected: [], dropped: [] });

  test("from the browser", async () => {
    const site = await createSite();
    const ada = site.browser();
    const events = batch();
    await ada.send(events);
    const before = await dump(site);
    expect((await ada.send(events)).body).toEqual(duplicates(3));
    expect(await dump(site)).toEqual(before);
  });

  test("from the browser, then from the server for the visitor", async () => {
    const site = await createSite();
    const ada = site.browser();
    const events = batch();
    await ada.send(events);
    const before = await dump(site);
    const again = await site.ingest(events.map((one) => ({ ...one, visitor: ada.visitor })));
    expect(again.body).toEqual(duplicates(3));
    expect(await dump(site)).toEqual(before);
  });

  test("before identification and after it, by the visitor's shard and by the contact's", async () => {
    const site = await createSite();
    const ada = site.browser();
    const events = [...batch(), identify("ada@example.com")];
    await ada.send(events);
    const contact = await site.contact("ada@example.com");
    const before = await dump(site);
    expect((await ada.send(events)).body).toEqual(duplicates(4));
    const later = await site.ingest(events.map((one) => ({ ...one, visitor: ada.visitor })));
    expect(later.body).toEqual(duplicates(4));
    expect(await site.contact("ada@example.com")).toEqual(contact);
    expect(await dump(site)).toEqual(before);
  });

  test("from the browser, then from the server under the address", async () => {
    const site = await createSite();
    const ada = site.browser();
    const events = batch();
    await ada.send([...events, identify("ada@example.com")]);
    const contact = await site.contact("ada@example.com");
    const again = await site.ingest(events.map((one) => ({ ...one, email: "ada@example.com" })));
    expect(again.body).toEqual(duplicates(3));
    expect(await site.contact("ada@example.com")).toEqual(contact);
  });

  test("from the server", async () => {
    const site = await createSite();
    const events = [
      { ...pageView(), anonymous_id: "crm-1" },
      { ...addToCart(), email: "ada@example.com" },
    ];
    expect((await site.ingest(events)).body).toMatchObject({ accepted: 2 });
    const before = await dump(site);
    expect((await site.ingest(events)).body).toEqual(duplicates(2));
    expect(await dump(site)).toEqual(before);
  });
});

describe("time", () => {
  test("a device clock that is two hours slow is corrected by what it showed at sending", async () => {
    const site = await createSite();
    const ada = site.browser();
    const view = event("page_view", { at: NOON - 2 * HOUR - 10 * MINUTE });
    await ada.send([view], { sent_at: NOON - 2 * HOUR });
    expect(await timesOf(site, ada.visitor)).toEqual({ [view.id]: NOON - 10 * MINUTE });
  });

  test("a device clock that is a year fast is corrected", async () => {
    const site = await createSite();
    const ada = site.browser();
    const view = event("page_view", { at: NOON + 365 * DAY - 3 * SECOND });
    await ada.send([view], { sent_at: NOON + 365 * DAY });
    expect(await timesOf(site, ada.visitor)).toEqual({ [view.id]: NOON - 3 * SECOND });
  });

  test.each([
    { skew: CLOCK_SKEW_IGNORED_MS - 1, correction: 0 },
    { skew: CLOCK_SKEW_IGNORED_MS, correction: 0 },
    { skew: CLOCK_SKEW_IGNORED_MS + 1, correction: CLOCK_SKEW_IGNORED_MS + 1 },
  ])("a clock that is $skew ms slow is corrected by $correction ms", async ({ skew, correction }) => {
    const site = await createSite();
    const ada = site.browser();
    const view = event("page_view", { at: NOON - HOUR });
    await ada.send([view], { sent_at: NOON - skew });
    expect(await timesOf(site, ada.visitor)).toEqual({ [view.id]: NOON - HOUR + correction });
  });

  test("nothing happens in the future", async () => {
    const site = await createSite();
    const ada = site.browser();
    const [near, far] = [pageView(), pageView()];
    await ada.send([
      { ...near, at: NOON + 1 },
      { ...far, at: 9_999_999_999_999 },
    ]);
    expect(await timesOf(site, ada.visitor)).toEqual({ [near.id]: NOON, [far.id]: NOON });
  });

  test("an event without a time happened when it was received", async () => {
    const site = await createSite();
    const ada = site.browser();
    await ada.send([{ id: "e-1", type: "page_view" }]);
    expect(await timesOf(site, ada.visitor)).toEqual({ "e-1": NOON });
  });

  const ages = (limit: number) => [
    { age: limit - 1, isKept: true },
    { age: limit, isKept: true },
    { age: limit + 1, isKept: false },
  ];

  test.each(ages(EVENT_LATE_MAX_MS))("an event of $age ms ago is kept: $isKept", async ({ age, isKept }) => {
    const site = await createSite();
    const old = event("page_view", { at: NOON - age });
    const { body } = await site.browser().send([pageView(), old]);
    expect(body).toMatchObject({
      accepted: isKept ? 2 : 1,
      rejected: isKept ? [] : [{ index: 1, code: "event_too_late" }],
    });
  });

  test.each(ages(EVENT_IMPORT_MAX_MS))("an import of $age ms ago is kept: $isKept", async ({ age, isKept }) => {
    const site = await createSite();
    const old = { ...event("page_view", { at: NOON - age }), anonymous_id: "crm-1" };
    const { body } = await site.server.post("/events?import=1", {
      consent: { ad_storage: "granted" },
      region: "DE",
      events: [{ ...pageView(), anonymous_id: "crm-1" }, old],
    });
    expect(body).toMatchObject({
      accepted: isKept ? 2 : 1,
      rejected: isKept ? [] : [{ index: 1, code: "event_too_late" }],
    });
  });
});

describe("the order of arrival does not matter", () => {
  const at = (minutes: number) => NOON + 2 * DAY + minutes * MINUTE;
  const story: EventInput[] = [
    event("page_view", { at: at(0), n: 1, page: { url: "https://shop.example/?utm_source=a" } }),
    event("add_to_cart", { at: at(0), n: 2, value: 5, currency: "EUR" }),
    event("purchase", { at: at(30), value: 5, currency: "EUR" }),
    event("add_to_cart", { at: at(40), value: 7, currency: "EUR" }),
    event("page_view", { at: at(100), page: { url: "https://shop.example/?utm_source=b" } }),
    event("page_view", { at: at(100), page: { url: "https://shop.example/" } }),
  ];
  const orders = (events: EventInput[]) =>
    fc.sample(fc.shuffledSubarray(events, { minLength: events.length }), { numRuns: 12, seed: 7 });

  /** One beacon per event, from a browser of its own; the shops read on the third day. */
  const tell = async (site: TestSite, events: EventInput[]) => {
    const browser = site.browser();
    await browser.send([], { reset: crypto.randomUUID() });
    for (const one of events) expect((await browser.send([one])).body).toMatchObject({ accepted: 1 });
    const { profile, visitors, ...told } = await site.profile(browser.visitor);
    return { told, moved: visitors.length, standings: await site.standings(profile) };
  };

  test("for an anonymous visitor", async () => {
    const site = await createSite();
    await site.putAudience("abandoners", CART_ABANDONERS);
    await site.putAudience("viewers", VIEWERS);
    await advance(3 * DAY);
    const expected = await tell(site, story);
    const ids = story.map(({ id }) => id);
    expect(expected.told.events.slice(0, 4).map(({ id }) => id)).toEqual(ids.slice(0, 4));
    expect(expected.standings.map(({ member }) => member)).toEqual([false, true]);
    for (const order of orders(story)) expect(await tell(site, order)).toEqual(expected);
  });

  test("for a visitor who says who they are somewhere in between", async () => {
    const site = await createSite();
    await site.putAudience("viewers", { ...VIEWERS, of: "contacts" });
    await advance(3 * DAY);
    const said = event("identify", { at: at(50) });
    const runs = [story, ...orders([...story, said])].map((order, run) => {
      const claim = { ...said, email: `ada-${run}@example.com` };
      return run === 0 ? [...story, claim] : order.map((one) => (one === said ? claim : one));
    });
    const [expected, ...others] = await Promise.all(runs.map((run) => tell(site, run)));
    expect(expected).toMatchObject({ moved: 1, told: { kind: "contact" }, standings: [{ member: true }] });
    expect(expected?.told.events).toHaveLength(7);
    for (const other of others) expect(other).toEqual(expected);
  });
});
