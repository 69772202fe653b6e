import { describe, expect, test } from "vitest";
import { CRAWLER } from "./bot-kit.ts";
import { NOON, DAY, HOUR, advance } from "./clock.ts";
import {
  AGENT,
  createTellingSite,
  destinationsOf,
  purchase,
  reportOf,
  settle,
  sha256,
  shop,
  usePlatforms,
} from "./conversion-kit.ts";
import { rowsOf } from "./objects.ts";
import { identify, pageView } from "./samples.ts";

const platforms = usePlatforms();

const COUNTS = { sent: 0, failed: 0, cancelled: 0, unmatched: 0, waiting: 0 };

describe("a purchase of a contact that came by ads", () => {
  test("is told to each platform once, in its words", async () => {
    const site = await createTellingSite(platforms);
    const ada = site.browser();
    await ada.send([pageView("/?fbclid=IwAR2F4-dbP&gclid=Cj0K_dEf&ttclid=E.C.P")]);
    await ada.send([
      identify("Ada.L+shop@gmail.com", { phone: "+49 30 1234567", params: { external_id: "A-7" } }),
    ]);
    const bought = purchase({ page: { url: "https://shop.example/thanks?gclid=Cj0K_dEf" } });
    expect((await shop(ada, site, [bought])).body).toMatchObject({ accepted: 1 });
    await settle();
    const item = { item_id: "boot-7", price: 124.25, quantity: 2 };
    expect(platforms.news()).toEqual([
      {
        platform: "ga4",
        path: "/mp/collect",
        body: {
          client_id: "1234567890.1764072000",
          timestamp_micros: NOON * 1_000,
          consent: { ad_user_data: "GRANTED", ad_personalization: "GRANTED" },
          events: [
            {
              name: "purchase",
              params: {
                transaction_id: "1001",
                value: 248.5,
                currency: "EUR",
                items: [item],
                session_id: "1764072001",
                engagement_time_msec: 1,
              },
            },
          ],
        },
      },
      {
        platform: "google",
        path: "/v1/events:ingest",
        body: {
          destinations: [
            {
              operatingAccount: { accountType: "GOOGLE_ADS", accountId: "1234567890" },
              productDestinationId: "555",
            },
          ],
          encoding: "HEX",
          events: [
            {
              transactionId: "1001",
              eventTimestamp: new Date(NOON).toISOString(),
              eventSource: "WEB",
              adIdentifiers: { gclid: "Cj0K_dEf" },
              userData: {
                userIdentifiers: [
                  { emailAddress: sha256("adal@gmail.com") },
                  { phoneNumber: sha256("+49301234567") },
                ],
              },
              consent: { adUserData: "CONSENT_GRANTED", adPersonalization: "CONSENT_GRANTED" },
              conversionValue: 248.5,
              currency: "EUR",
              cartData: { items: [{ merchantProductId: "boot-7", quantity: "2", unitPrice: 124.25 }] },
            },
          ],
        },
      },
      {
        platform: "meta",
        path: "/v25.0/1234/events",
        body: {
          data: [
            {
              event_name: "Purchase",
              event_time: NOON / 1_000,
              event_id: "1001",
              action_source: "website",
              event_source_url: "https://shop.example/thanks",
              user_data: {
                em: [sha256("ada.l+shop@gmail.com")],
                ph: [sha256("49301234567")],
                external_id: [sha256("A-7")],
                fbc: `fb.1.${NOON}.IwAR2F4-dbP`,
                fbp: "fb.1.1764072000000.1098115397",
                client_user_agent: AGENT,
              },
              custom_data: {
                value: 248.5,
                currency: "EUR",
                order_id: "1001",
                content_type: "product",
                content_ids: ["boot-7"],
                contents: [{ id: "boot-7", quantity: 2, item_price: 124.25 }],
                num_items: 2,
              },
              data_processing_options: [],
            },
          ],
        },
      },
      {
        platform: "tiktok",
        path: "/open_api/v1.3/event/track/",
        body: {
          event_source: "web",
          event_source_id: "CABC",
          data: [
            {
              event: "Purchase",
              event_time: NOON / 1_000,
              event_id: "1001",
              user: {
                email: sha256("ada.l+shop@gmail.com"),
                phone: sha256("+49301234567"),
                external_id: sha256("A-7"),
                ttclid: "E.C.P",
                ttp: "2ab94ea3fc9241d0927a9fb4bd4bc1a0",
                user_agent: AGENT,
              },
              properties: {
                value: 248.5,
                currency: "EUR",
                order_id: "1001",
                content_type: "product",
                contents: [{ content_id: "boot-7", quantity: 2, price: 124.25 }],
              },
              page: { url: "https://shop.example/thanks" },
            },
          ],
        },
      },
    ]);
    expect(await reportOf(site, "meta")).toEqual({
      destination: "meta",
      conversions: { ...COUNTS, sent: 1 },
    });
    await shop(ada, site, [bought]);
    await advance(DAY);
    expect(platforms.news()).toEqual([]);
  });
});

describe("while it waits", () => {
  test("a purchase holds no address, no hash and nothing of the order", async () => {
    const site = await createTellingSite(platforms);
    platforms.answers(() => new Response(null, { status: 503 }));
    const ada = site.browser();
    await ada.send([pageView(), identify("ada@example.com")]);
    await shop(ada, site, [purchase()]);
    await settle();
    const waiting = JSON.stringify(await rowsOf(site, "outbox"));
    expect(await rowsOf(site, "outbox")).toHaveLength(4);
    for (const secret of ["ada@", sha256("ada@example.com"), "248.5", "boot-7"]) {
      expect(waiting).not.toContain(secret);
    }
    expect(waiting).toContain(AGENT);
  });

  test("it alone knows the browser, and then nobody", async () => {
    const site = await createTellingSite(platforms);
    const ada = site.browser();
    await shop(ada, site, [purchase()]);
    await settle();
    expect(await rowsOf(site, "outbox")).toEqual([]);
    const kept = JSON.stringify(await rowsOf(site, "profile"));
    for (const fact of [AGENT, "1098115397", "2ab94ea3", "1234567890.17"]) expect(kept).not.toContain(fact);
  });
});

describe("nobody is told", () => {
  test("of imported history", async () => {
    const site = await createTellingSite(platforms);
    const events = [{ ...purchase(), email: "ada@example.com" }];
    const body = { consent: site.browser().consent, region: "DE", events };
    expect((await site.server.post("/events?import=1", body)).body).toMatchObject({ accepted: 1 });
    await settle();
    expect(platforms.news()).toEqual([]);
    expect(await rowsOf(site, "outbox")).toEqual([]);
  });

  test("of other events, of refunds only who asks for them", async () => {
    const site = await createTellingSite(platforms, ["meta", "ga4"]);
    await shop(site.browser(), site, [purchase({ type: "refund" }), purchase({ type: "add_to_cart" })]);
    await settle();
    expect(platforms.news()).toEqual([]);
    const ga4 = { ...(await destinationsOf(site)).ga4, events: ["purchase", "refund"] };
    expect((await site.server.put("/destinations/ga4", ga4)).status).toBe(200);
    await shop(site.browser(), site, [purchase({ type: "refund" })]);
    await settle();
    expect(platforms.news()).toMatchObject([{ platform: "ga4", body: { events: [{ name: "refund" }] } }]);
  });

  test("of a browser's purchase where only the server's count; of the server's with what it says of the browser", async () => {
    const site = await createTellingSite(platforms, ["meta", "ga4"], { collect: { purchases: "server" } });
    const ada = site.browser();
    await ada.send([pageView()]);
    expect((await shop(ada, site, [purchase()])).body).toMatchObject({
      rejected: [{ index: 0, code: "purchase_server_only" }],
    });
    await settle();
    expect(platforms.news()).toEqual([]);
    const browser = {
      user_agent: AGENT,
      fbp: "fb.1.1764072000000.5",
      ga_client_id: "7.8",
      ga_session_id: "9",
    };
    await site.ingest([{ ...purchase(), visitor: ada.visitor, browser }]);
    await settle();
    expect(platforms.news()).toMatchObject([
      {
        platform: "ga4",
        body: { client_id: "7.8", events: [{ params: { session_id: "9" } }] },
      },
      {
        platform: "meta",
        body: {
          data: [
            {
              action_source: "website",
              user_data: { fbp: "fb.1.1764072000000.5", client_user_agent: AGENT },
            },
          ],
        },
      },
    ]);
  });

  test("of a purchase that tells Google nobody, which is counted", async () => {
    const site = await createTellingSite(platforms, ["google"]);
    await shop(site.browser(), site, [purchase()]);
    await settle();
    expect(platforms.news()).toEqual([]);
    expect(await reportOf(site, "google")).toEqual({
      destination: "google",
      conversions: { ...COUNTS, unmatched: 1 },
    });
  });

  test("while a destination is paused, and what waited goes on afterwards", async () => {
    const site = await createTellingSite(platforms, ["meta"]);
    platforms.answers(() => new Response(null, { status: 503 }));
    await shop(site.browser(), site, [purchase()]);
    await settle();
    const { meta } = await destinationsOf(site);
    await site.server.put("/destinations/meta", { ...meta, status: "paused" });
    platforms.answers();
    platforms.news();
    await shop(site.browser(), site, [purchase({ transaction_id: "1002" })]);
    await advance(HOUR);
    expect(platforms.news()).toEqual([]);
    await site.server.put("/destinations/meta", meta);
    await advance(HOUR);
    expect(platforms.news()).toMatchObject([{ body: { data: [{ event_id: "1001" }] } }]);
  });

  test("once the destination is deleted", async () => {
    const site = await createTellingSite(platforms, ["meta"]);
    platforms.answers(() => new Response(null, { status: 503 }));
    await shop(site.browser(), site, [purchase()]);
    await settle();
    platforms.news();
    expect((await site.server.delete("/destinations/meta")).status).toBe(204);
    await advance(DAY);
    expect(platforms.news()).toEqual([]);
    expect(await rowsOf(site, "outbox")).toEqual([]);
    expect(await rowsOf(site, "conversion_result")).toEqual([]);
  });
});

describe("a platform that", () => {
  test("is too busy is told later, not before it asked for", async () => {
    const site = await createTellingSite(platforms, ["meta"]);
    platforms.answers(() => new Response("{}", { status: 429, headers: { "retry-after": "7200" } }));
    await shop(site.browser(), site, [purchase()]);
    await settle();
    expect(platforms.news()).toHaveLength(1);
    platforms.answers();
    await advance(HOUR);
    expect(platforms.news()).toEqual([]);
    expect(await reportOf(site, "meta")).toMatchObject({ conversions: { ...COUNTS, waiting: 1 } });
    await advance(HOUR);
    expect(platforms.news()).toHaveLength(1);
    expect(await reportOf(site, "meta")).toMatchObject({ conversions: { ...COUNTS, sent: 1 } });
  });

  test("refuses one gets others, and the refused one is a dead letter with its number", async () => {
    const site = await createTellingSite(platforms, ["meta"]);
    platforms.answers(({ body }) =>
      JSON.stringify(body).includes(`"event_id":"1001"`)
        ? Response.json({ error: { code: 100, message: "secret text" } }, { status: 400 })
        : Response.json({ events_received: 1 }),
    );
    const ada = site.browser();
    await shop(ada, site, [purchase(), purchase({ transaction_id: "1002" })]);
    await settle();
    expect(platforms.news()).toHaveLength(2);
    expect(await reportOf(site, "meta")).toMatchObject({ conversions: { ...COUNTS, sent: 1, failed: 1 } });
    const dead = await site.server.get("/destinations/meta/dead-letters");
    expect(dead.body).toMatchObject({
      count: 1,
      dead_letters: [
        { failure: "meta_100", message: { data: { destination: "meta", profile: ada.visitor } } },
      ],
    });
    for (const told of ["secret text", AGENT, "1098115397"]) expect(dead.text).not.toContain(told);
    platforms.answers();
    expect((await site.server.post("/destinations/meta/dead-letters/replay", {})).body).toEqual({
      replayed: 1,
      remaining: 0,
    });
    await settle();
    expect(platforms.news()).toMatchObject([
      { body: { data: [{ event_id: "1001", action_source: "other" }] } },
    ]);
  });

  test("is told too late for its rules is not told: the order is a dead letter", async () => {
    const site = await createTellingSite(platforms, ["ga4"]);
    platforms.answers(() => new Response(null, { status: 503 }));
    await shop(site.browser(), site, [purchase({ at: NOON - 2 * DAY })]);
    await settle();
    platforms.answers();
    platforms.news();
    await advance(5 * 60_000);
    expect(platforms.news()).toHaveLength(1);
    platforms.answers(() => new Response(null, { status: 503 }));
    await shop(site.browser(), site, [purchase({ at: NOON - 2 * DAY, transaction_id: "1002" })]);
    await settle();
    platforms.answers();
    platforms.news();
    const { ga4 } = await destinationsOf(site);
    await site.server.put("/destinations/ga4", { ...ga4, status: "paused" });
    await advance(DAY + HOUR);
    await site.server.put("/destinations/ga4", ga4);
    await advance(HOUR);
    expect(platforms.news()).toEqual([]);
    const { body } = await site.server.get("/destinations/ga4/dead-letters");
    expect(body).toMatchObject({ count: 1, dead_letters: [{ failure: "event_too_old" }] });
  });
});

describe("a destination is tried out", () => {
  test("with a purchase that counts nowhere", async () => {
    const site = await createTellingSite(platforms, ["ga4", "google", "meta"]);
    for (const id of ["ga4", "google"]) {
      expect((await site.server.post(`/destinations/${id}/test`, {})).body).toEqual({
        outcome: "delivered",
        reason: null,
      });
    }
    expect((await site.server.post("/destinations/meta/test", {})).body).toEqual({
      outcome: "refused",
      reason: "test_event_code_missing",
    });
    expect(platforms.news()).toMatchObject([
      { platform: "ga4", path: "/debug/mp/collect" },
      { platform: "google", body: { validateOnly: true } },
    ]);
    expect((await site.server.post("/destinations/none/test", {})).status).toBe(404);
  });

  test("and its secrets are shown to nobody", async () => {
    const site = await createTellingSite(platforms);
    const { text } = await site.server.get("/destinations");
    expect(text).not.toContain(`"${site.id}"`);
    expect(text).not.toContain("PRIVATE KEY");
  });

  test.each([
    [{ events: ["refund"] }, "/events/0"],
    [{ pixel_id: "abc" }, "/pixel_id"],
    [{ data_processing_options: ["all"] }, "/data_processing_options/0"],
  ])("and refused where its fields are not the platform's: %o", async (fields, pointer) => {
    const site = await createTellingSite(platforms, []);
    const answer = await site.server.put("/destinations/meta", {
      ...(await destinationsOf(site)).meta,
      ...fields,
    });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: "configuration_invalid", errors: [{ pointer }] },
    });
  });
});

describe("a purchase of a bot", () => {
  test("is stored, and no platform is told", async () => {
    const site = await createTellingSite(platforms);
    const bot = site.browser(CRAWLER);
    await bot.send([pageView("/?gclid=Cj0K_dEf")]);
    expect((await bot.send([purchase()])).body).toMatchObject({ accepted: 1 });
    await settle();
    expect(platforms.news()).toEqual([]);
    // Nothing was ordered that would have to be cancelled.
    expect(await reportOf(site, "ga4")).toMatchObject({ conversions: COUNTS });
  });

  test("that waits is not told any more when its profile is flagged", async () => {
    const site = await createTellingSite(platforms, ["ga4"]);
    platforms.answers(() => new Response(null, { status: 503 }));
    const ada = site.browser();
    await ada.send([pageView("/?gclid=Cj0K_dEf")]);
    await shop(ada, site, [purchase()]);
    await settle();
    expect(platforms.news()).toHaveLength(1);
    await site.server.put(`/profiles/${ada.visitor}/bot`, { bot: true });
    platforms.answers();
    await advance(DAY);
    await settle();
    expect(platforms.news()).toEqual([]);
  });
});
