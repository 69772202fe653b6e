import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EventInput } from "../../schemas/event.ts";
import { advance, DAY, MINUTE, NOON } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { CART_ABANDONERS, event, VIEWERS } from "./samples.ts";

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

describe("the order of arrival does not matter", () => {
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
