import { describe, expect, test } from "vitest";
import type { EventInput } from "../../schemas/event.ts";
import { advance, HOUR, MINUTE, NOON } from "./clock.ts";
import { request } from "./request.ts";
import { createSite, type TestSite } from "./kit.ts";
import { rowsOf } from "./objects.ts";
import { allDropped } from "./answers.ts";
import { addToCart, ANALYTICS_ONLY, EVERYTHING, NOTHING, pageView, VIEWERS } from "./samples.ts";
import { viewerScene } from "./scenes.ts";

const CARTS = { ...VIEWERS, name: "Carts", include: { event: "add_to_cart", within: "7d" } };

const isStored = async (site: TestSite): Promise<boolean> => (await rowsOf(site, "profile")).length > 0;

describe("without a choice", () => {
  test.each([
    { region: "an opt-in region", country: "DE" },
    { region: "a region without a rule of its own", country: "IN" },
    { region: "an unknown region", country: null },
    { region: "the Tor network", country: "T1" },
    { region: "Canada, where the province is unknown", country: "CA" },
  ])("nothing is stored and no cookie is set in $region", async ({ country }) => {
    const site = await createSite();
    const answer = await site.browser({ country, consent: {} }).send([pageView(), addToCart()]);
    expect(answer).toMatchObject(allDropped(2));
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(await isStored(site)).toBe(false);
  });

  test("everything but messages is allowed in an opt-out region", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    const ada = site.browser({ country: "US", consent: {} });
    expect((await ada.send([pageView()])).body).toMatchObject({ accepted: 1 });
    expect((await site.profile(ada.visitor)).consent_effective).toEqual({
      ...EVERYTHING,
      email_marketing: "denied",
      sms_marketing: "denied",
      push_marketing: "denied",
    });
    expect(await site.exported("viewers")).toEqual([ada.visitor]);
  });

  test("a server's event without consent and region is dropped", async () => {
    const site = await createSite();
    const events = [{ ...pageView(), anonymous_id: "crm-1" }];
    expect(await site.server.post("/events", { events })).toMatchObject(allDropped(1));
    expect(await isStored(site)).toBe(false);
  });

  test("the consent and region of a server's event override the batch's", async () => {
    const site = await createSite();
    const events = [
      { ...pageView(), anonymous_id: "a" },
      { ...pageView(), anonymous_id: "b", consent: NOTHING },
      { ...pageView(), anonymous_id: "c", region: "DE" },
    ];
    const { body } = await site.server.post("/events", { region: "US", events });
    expect(body).toEqual({
      accepted: 1,
      duplicate: 0,
      rejected: [],
      dropped: [
        { index: 1, reason: "no_consent" },
        { index: 2, reason: "no_consent" },
      ],
    });
  });
});

describe("Global Privacy Control", () => {
  test.each([
    { way: "in the header, where nothing was chosen", country: "US", consent: {} },
    { way: "in the header, against a grant", country: "DE", consent: EVERYTHING },
  ])("$way keeps a visitor out of retargeting and exports", async ({ country, consent }) => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    const [ada, witness] = [site.browser({ country, consent, gpc: true }), site.browser()];
    await witness.send([pageView()]);
    expect((await ada.send([pageView("/?gclid=abc")])).body).toMatchObject({ accepted: 1 });
    expect(await site.memberships(ada.visitor)).toEqual([]);
    expect(await site.exported("viewers")).toEqual([witness.visitor]);
    expect((await site.profile(ada.visitor)).events).toMatchObject([
      { page: { url: "https://shop.example/" } },
    ]);
  });

  test("in the body counts like the header", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    const ada = site.browser({ country: "US", consent: {} });
    await ada.send([pageView()], { gpc: true });
    expect(await site.memberships(ada.visitor)).toEqual([]);
  });

  test("that appears later ends the membership", async () => {
    const { site, ada, cursor, visitor } = await viewerScene();
    const later = site.browser({ gpc: true, cookie: ada.cookie ?? "" });
    await later.send([pageView()]);
    expect(await site.memberships(visitor)).toEqual([]);
    expect(await site.exported("viewers")).toEqual([]);
    expect((await site.changes("viewers", cursor)).rows).toEqual([
      { op: "exit", profile: visitor, at: NOON + HOUR, reason: "consent_withdrawn" },
    ]);
  });
});

describe("analytics only", () => {
  test("stores events without click ids, and makes no member", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    const ada = site.browser({ consent: ANALYTICS_ONLY });
    const view: EventInput = {
      ...pageView("/boots?gclid=secret-click&utm_source=news&fbclid=other#top"),
    };
    view.page = {
      ...view.page,
      url: view.page?.url ?? "",
      referrer: "https://ads.example/?msclkid=secret-click",
    };
    expect((await ada.send([view])).body).toMatchObject({ accepted: 1 });
    const { events, touches } = await site.profile(ada.visitor);
    expect(events).toMatchObject([
      { page: { url: "https://shop.example/boots?utm_source=news#top", referrer: "https://ads.example/" } },
    ]);
    expect(touches).toEqual([{ at: NOON, event: view.id, utm: { utm_source: "news" }, clickIds: {} }]);
    expect(JSON.stringify(await rowsOf(site, "profile"))).not.toContain("secret-click");
    expect(await site.memberships(ada.visitor)).toEqual([]);
  });

  test("a later grant for ads does not reach back", async () => {
    const site = await createSite();
    await site.putAudience("carts", CARTS);
    await site.putAudience("viewers", VIEWERS);
    const ada = site.browser({ consent: ANALYTICS_ONLY });
    await ada.send([addToCart()]);
    await advance(MINUTE);
    ada.consent = EVERYTHING;
    await ada.send([pageView()]);
    expect(await site.memberships(ada.visitor)).toEqual(["viewers"]);
    expect(await site.exported("carts")).toEqual([]);
    await advance(MINUTE);
    await ada.send([addToCart()]);
    expect(await site.memberships(ada.visitor)).toEqual(["carts", "viewers"]);
    expect(await site.standings(ada.visitor)).toMatchObject([
      { id: "carts", entered_at: NOON + 2 * MINUTE },
      { id: "viewers" },
    ]);
  });

  test("a repeat of the event after the grant does not make it usable for ads", async () => {
    const site = await createSite();
    await site.putAudience("carts", CARTS);
    const ada = site.browser({ consent: ANALYTICS_ONLY });
    const cart = addToCart();
    await ada.send([cart]);
    ada.consent = EVERYTHING;
    expect((await ada.send([cart])).body).toMatchObject({ duplicate: 1 });
    expect(await site.memberships(ada.visitor)).toEqual([]);
  });

  test("after ads were withdrawn, events stay without click ids and no membership is left", async () => {
    const { site, ada, cursor, visitor } = await viewerScene();
    ada.consent = ANALYTICS_ONLY;
    await ada.send([]);
    const { events, touches } = await site.profile(visitor);
    expect(events).toMatchObject([{ page: { url: "https://shop.example/?utm_source=news" } }]);
    expect(touches).toMatchObject([{ clickIds: {} }]);
    expect(JSON.stringify(await rowsOf(site, "profile"))).not.toContain("gclid");
    expect((await site.changes("viewers", cursor)).rows).toEqual([
      { op: "exit", profile: visitor, at: NOON + HOUR, reason: "consent_withdrawn" },
    ]);
    expect(ada.cookie).not.toBeNull();
    ada.consent = EVERYTHING;
    await advance(MINUTE);
    await ada.send([]);
    expect(await site.memberships(visitor)).toEqual([]);
  });
});

test("says at the well-known place that Global Privacy Control is honoured", async () => {
  const { status, headers, body } = await request("GET", "/.well-known/gpc.json", {});
  expect([status, headers.get("content-type")]).toEqual([200, "application/json"]);
  expect(body).toEqual({ gpc: true, lastUpdate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string });
});
