import { describe, expect, test } from "vitest";
import type { EventInput } from "../../schemas/event.ts";
import { advance, HOUR, MINUTE, NOON } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { rowsOf } from "./objects.ts";
import { addToCart, ANALYTICS_ONLY, EVERYTHING, NOTHING, pageView, VIEWERS } from "./samples.ts";

const CARTS = { ...VIEWERS, name: "Carts", include: { event: "add_to_cart", within: "7d" } };

const dropped = (count: number) => ({
  status: 200,
  body: {
    accepted: 0,
    duplicate: 0,
    rejected: [],
    dropped: Array.from({ length: count }, (_, index) => ({ index, reason: "no_consent" })),
  },
});

const isStored = async (site: TestSite): Promise<boolean> => (await rowsOf(site, "profile")).length > 0;

const eventIds = async (site: TestSite, profile: string) =>
  (await site.profile(profile)).events.map(({ id }) => id);

/** A site with one audience and a visitor in it, and a cursor from when he was. */
const setScene = async () => {
  const site = await createSite();
  await site.putAudience("viewers", VIEWERS);
  const ada = site.browser();
  await ada.send([pageView("/?gclid=abc&utm_source=news")]);
  const { cursor, rows } = await site.members("viewers");
  expect(rows.map(({ profile }) => profile)).toEqual([ada.visitor]);
  await advance(HOUR);
  return { site, ada, cursor, visitor: ada.visitor };
};

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
    expect(answer).toMatchObject(dropped(2));
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
    expect(await site.server.post("/events", { events })).toMatchObject(dropped(1));
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
    const { site, ada, cursor, visitor } = await setScene();
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
    view.page = { ...view.page, url: view.page?.url ?? "", referrer: "https://ads.example/?msclkid=secret-click" };
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
    const { site, ada, cursor, visitor } = await setScene();
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

describe("withdrawal", () => {
  test("ends memberships, purges events and clears the cookie", async () => {
    const { site, ada, cursor, visitor } = await setScene();
    ada.consent = NOTHING;
    const { headers } = await ada.send([]);
    expect(headers.get("set-cookie")).toMatch(/=; Max-Age=0; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect(ada.cookie).toBeNull();
    expect((await site.changes("viewers", cursor)).rows).toEqual([
      { op: "exit", profile: visitor, at: NOON + HOUR, reason: "consent_withdrawn" },
    ]);
    expect(await site.exported("viewers")).toEqual([]);
    expect(await rowsOf(site, "membership")).toEqual([]);
    expect(await site.profile(visitor)).toMatchObject({ events: [], touches: [], folded: {} });
    expect(JSON.stringify(await rowsOf(site, "profile"))).not.toContain("shop.example");
  });

  test("drops what comes later, with the cookie and without", async () => {
    const { site, ada, visitor } = await setScene();
    const stale = site.browser({ consent: NOTHING, cookie: ada.cookie ?? "" });
    ada.consent = NOTHING;
    await ada.send([]);
    expect(await ada.send([pageView()])).toMatchObject(dropped(1));
    expect(await stale.send([pageView()])).toMatchObject(dropped(1));
    expect(await eventIds(site, visitor)).toEqual([]);
    expect(await rowsOf(site, "profile")).toHaveLength(1);
  });

  test("that the browser cannot tell, told by a server, drops what the browser sends", async () => {
    const { site, ada, visitor } = await setScene();
    const events = [{ ...pageView(), visitor, consent: NOTHING }];
    expect(await site.ingest(events)).toMatchObject(dropped(1));
    expect(await eventIds(site, visitor)).toEqual([]);
    const stamp = { consent_at: NOON };
    expect(await ada.send([pageView(), addToCart()], stamp)).toMatchObject(dropped(2));
    expect(await eventIds(site, visitor)).toEqual([]);
    expect(await site.memberships(visitor)).toEqual([]);
  });

  test("does not renew the cookie for a grant stamp that is older", async () => {
    const { site, ada, visitor } = await setScene();
    await site.ingest([{ ...pageView(), visitor, consent: NOTHING }]);
    const { headers } = await ada.send([pageView()], { consent_at: NOON });
    expect(headers.get("set-cookie") ?? "Max-Age=0").toContain("Max-Age=0");
  });

  test("is taken back by a newer grant, from then on", async () => {
    const { site, ada, visitor } = await setScene();
    await site.ingest([{ ...pageView(), visitor, consent: NOTHING }]);
    await advance(MINUTE);
    const view = pageView();
    await ada.send([view]);
    expect(await eventIds(site, visitor)).toEqual([view.id]);
    expect(await site.memberships(visitor)).toEqual(["viewers"]);
  });

  test("of a contact follows the visitor's old id", async () => {
    const { site, ada } = await setScene();
    await site.putAudience("known", { ...VIEWERS, of: "contacts" });
    await ada.send([{ ...pageView(), id: "said", type: "identify", email: "ada@example.com" }]);
    const contact = await site.lookUp("email=ada%40example.com");
    expect(await site.exported("known")).toEqual([contact]);
    await advance(MINUTE);
    ada.consent = NOTHING;
    await ada.send([]);
    expect(await site.exported("known")).toEqual([]);
    expect((await site.profile(contact)).consent_effective).toMatchObject(NOTHING);
  });

  test("of one visitor leaves another's alone", async () => {
    const { site, ada } = await setScene();
    const ben = site.browser();
    await ben.send([pageView()]);
    const before = await site.profile(ben.visitor);
    ada.consent = NOTHING;
    await ada.send([]);
    expect(await site.profile(ben.visitor)).toEqual(before);
    expect(await site.exported("viewers")).toEqual([ben.visitor]);
  });

  test.each(["ad_user_data", "ad_personalization"] as const)(
    "of %s only keeps the membership and leaves the export",
    async (purpose) => {
      const { site, ada, cursor, visitor } = await setScene();
      ada.consent = { ...EVERYTHING, [purpose]: "denied" };
      await ada.send([pageView()]);
      expect(await site.memberships(visitor)).toEqual(["viewers"]);
      expect(await site.exported("viewers")).toEqual([]);
      const left = await site.changes("viewers", cursor);
      expect(left.rows).toEqual([
        { op: "exit", profile: visitor, at: NOON + HOUR, reason: "consent_withdrawn" },
      ]);
      await advance(MINUTE);
      ada.consent = EVERYTHING;
      await ada.send([]);
      expect(await site.exported("viewers")).toEqual([visitor]);
      expect((await site.changes("viewers", left.cursor)).rows).toEqual([
        { op: "enter", profile: visitor, at: NOON + HOUR + MINUTE, reason: null },
      ]);
    },
  );

  test("of what is then exported shows in an export of entries too", async () => {
    const { site, ada, visitor } = await setScene();
    const { cursor } = await site.members("viewers");
    const ben = site.browser();
    await ben.send([pageView()]);
    ben.consent = NOTHING;
    const told = ben.visitor;
    await advance(MINUTE);
    await ben.send([]);
    const { rows } = await site.changes("viewers", cursor);
    expect(rows.filter(({ op }) => op === "enter")).toEqual([]);
    expect(rows.filter(({ op, profile }) => op === "exit" && profile !== told)).toEqual([]);
    expect(await site.exported("viewers")).toEqual([visitor]);
    expect(ada.visitor).toBe(visitor);
  });
});

describe("a change of the consent rules", () => {
  const rules = (mode: string) => ({ rules: [{ region: "*", mode: "opt-in" }, { region: "US", mode }] });

  test("takes members who never chose out of exports at once, and keeps those who did", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    const [silent, asked, german] = [
      site.browser({ country: "US", consent: {} }),
      site.browser({ country: "US" }),
      site.browser(),
    ];
    for (const browser of [silent, asked, german]) await browser.send([pageView()]);
    const { cursor, rows } = await site.members("viewers");
    expect(rows).toHaveLength(3);
    expect((await site.server.put("/consent/rules", rules("opt-in"))).status).toBe(200);
    expect(await site.exported("viewers")).toEqual([asked.visitor, german.visitor].toSorted());
    expect(await site.memberships(silent.visitor)).toEqual([]);
    expect((await site.changes("viewers", cursor)).rows).toEqual([
      { op: "exit", profile: silent.visitor, at: NOON, reason: "consent_withdrawn" },
    ]);
    expect(await silent.send([pageView()])).toMatchObject(dropped(1));
    expect((await site.profile(silent.visitor)).events).toHaveLength(1);
  });

  test("is answered and read back in full", async () => {
    const site = await createSite();
    const { body } = await site.server.put("/consent/rules", rules("off"));
    const rest = {
      gpc: "honour",
      purposes: {},
      cookie_days: 395,
      reask_days: 180,
      retention_days: 400,
      effective_at: null,
    };
    expect(body).toEqual({
      rules: [
        { region: "*", mode: "opt-in", ...rest },
        { region: "US", mode: "off", ...rest },
      ],
    });
    expect((await site.server.get("/consent/rules")).body).toEqual(body);
  });

  test("with a date is in force from that moment on, on every request and in every export", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    const ada = site.browser({ country: "US", consent: {} });
    const announced = { region: "US", mode: "opt-in", effective_at: NOON + HOUR };
    await site.server.put("/consent/rules", { rules: [...rules("opt-out").rules, announced] });
    await ada.send([pageView()]);
    const { visitor } = ada;
    await advance(HOUR - 1);
    expect(await site.exported("viewers")).toEqual([visitor]);
    await advance(1);
    expect(await site.exported("viewers")).toEqual([]);
    expect(await site.memberships(visitor)).toEqual([]);
    expect(await ada.send([pageView()])).toMatchObject(dropped(1));
  });

  test("shortens the cookie", async () => {
    const site = await createSite();
    await site.server.put("/consent/rules", { rules: [{ region: "*", mode: "off", cookie_days: 30 }] });
    const { headers } = await site.browser({ consent: {} }).send([pageView()]);
    expect(headers.get("set-cookie")).toContain("; Max-Age=2592000;");
  });
});
