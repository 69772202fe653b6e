import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CRAWLER } from "./bot-kit.ts";
import { advance, HOUR } from "./clock.ts";
import { createSite, SITE_SETTINGS, type TestSite } from "./kit.ts";
import { snapshotOf } from "./objects.ts";
import { identify, NOTHING, pageView } from "./samples.ts";

const NOW = Date.UTC(2026, 10, 26);

/** How long a copy of a site's settings is used goes by the wall clock. */
let wall = NOW;
beforeEach(() => {
  wall = NOW;
  vi.spyOn(Date, "now").mockImplementation(() => wall);
});
afterEach(() => void vi.restoreAllMocks());

/** Every copy of the site's settings is old by then. */
const copiesAge = () => void (wall += 10_000);

const usageOf = async (site: TestSite) => (await site.server.get("/usage")).body as Record<string, unknown>;

const actionsOf = async (site: TestSite): Promise<string[]> => {
  const { entries } = (await site.server.get("/audit")).body as {
    entries: { actor: string; action: string }[];
  };
  return entries.filter(({ actor }) => actor === "quota").map(({ action }) => action);
};

describe("the usage of a site", () => {
  test("tells its profiles, its events by day, and what of them is bots'", async () => {
    const site = await createSite();
    await site.browser().send([pageView(), pageView()]);
    await site.browser(CRAWLER).send([pageView()]);
    await site.ingest([{ ...pageView(), anonymous_id: "ada" }]);
    expect(await usageOf(site)).toEqual({
      day: "2026-11-23",
      quotas: { events_per_day: null, profiles: null },
      closed_until: null,
      full: false,
      profiles: 3,
      bot_profiles: 1,
      days: [{ day: "2026-11-23", events: 4, bot_events: 1 }],
    });
    await advance(12 * HOUR);
    await site.browser().send([pageView()]);
    expect(await usageOf(site)).toMatchObject({
      day: "2026-11-24",
      days: [
        { day: "2026-11-24", events: 1 },
        { day: "2026-11-23", events: 4 },
      ],
    });
  });

  test("counts what was accepted, once", async () => {
    const site = await createSite();
    const browser = site.browser();
    const seen = pageView();
    for (let sent = 0; sent < 3; sent++) await browser.send([seen]);
    await site.browser({ consent: NOTHING }).send([pageView()]);
    expect((await usageOf(site))["days"]).toMatchObject([{ events: 1 }]);
  });
});

const createLimited = (events_per_day: number | null) => createSite({ quotas: { events_per_day } });

describe("a quota of events a day", () => {
  test("closes the site until the day ends where the shop is, for pages and servers", async () => {
    const site = await createLimited(3);
    const browser = site.browser();
    await browser.send([pageView(), pageView(), pageView()]);
    copiesAge();
    const refused = await browser.send([pageView("/late")]);
    expect(refused).toMatchObject({ status: 429, body: { code: "quota_exceeded" } });
    // Berlin is an hour ahead in November: the day ends eleven hours after noon.
    expect(refused.headers.get("retry-after")).toBe("39600");
    expect(refused.headers.get("access-control-expose-headers")).toBe("retry-after");
    const ofServer = await site.ingest([{ ...pageView(), anonymous_id: "ada" }]);
    expect(ofServer).toMatchObject({ status: 429, body: { code: "quota_exceeded" } });
    expect(await usageOf(site)).toMatchObject({ closed_until: (await snapshotOf(site)).closedUntil });
    expect((await site.profile(browser.visitor)).events).toHaveLength(3);
    expect(await actionsOf(site)).toEqual(["quota.reached"]);
    await advance(11 * HOUR);
    expect((await browser.send([pageView()])).body).toMatchObject({ accepted: 1 });
    expect(await usageOf(site)).toMatchObject({ closed_until: null });
  });

  test("never holds up what a visitor chooses", async () => {
    const site = await createLimited(1);
    const browser = site.browser();
    await browser.send([pageView()]);
    copiesAge();
    expect((await browser.send([pageView()])).status).toBe(429);
    browser.consent = NOTHING;
    expect((await browser.send([])).status).toBe(200);
    expect(browser.cookie).toBeNull();
  });

  test("that is raised or taken away opens the site at once", async () => {
    const site = await createLimited(1);
    const browser = site.browser();
    await browser.send([pageView()]);
    copiesAge();
    expect((await browser.send([pageView()])).status).toBe(429);
    await site.server.put("", { ...SITE_SETTINGS, quotas: { events_per_day: 2 } });
    expect((await browser.send([pageView()])).status).toBe(200);
    copiesAge();
    expect((await browser.send([pageView()])).status).toBe(429);
    await site.server.put("", SITE_SETTINGS);
    expect((await browser.send([pageView()])).status).toBe(200);
  });
});

const createFull = async (): Promise<TestSite> => {
  const site = await createSite({ quotas: { profiles: 1 } });
  await site.ingest([identify("ada@example.com")]);
  await vi.waitFor(async () => expect((await snapshotOf(site)).isFull).toBe(true));
  copiesAge();
  return site;
};

describe("a quota of profiles", () => {
  test("begins no further profile, of pages and of servers, and goes on with those that are there", async () => {
    const site = await createFull();
    const refused = await site.browser().send([pageView()]);
    expect(refused).toMatchObject({ status: 429, body: { code: "quota_exceeded" } });
    expect(refused.headers.get("retry-after")).toBe("3600");
    expect((await site.ingest([{ ...pageView(), anonymous_id: "bob" }])).body).toMatchObject({
      accepted: 0,
      rejected: [{ index: 0, code: "quota_exceeded" }],
    });
    expect((await site.ingest([{ ...pageView(), email: "ada@example.com" }])).body).toMatchObject({
      accepted: 1,
    });
    expect(await usageOf(site)).toMatchObject({ profiles: 1, full: true });
    const subscriber = site.browser({ consent: { ...NOTHING, email_marketing: "granted" } });
    expect((await subscriber.send([identify("bea@example.com")])).body).toMatchObject({ accepted: 1 });
    expect(await site.contact("bea@example.com")).toMatchObject({ kind: "contact" });
    expect(await actionsOf(site)).toEqual(["quota.reached"]);
  });

  test("that is raised or taken away lets new ones in at once", async () => {
    for (const quotas of [{ profiles: 2 }, {}]) {
      const site = await createFull();
      expect((await site.browser().send([pageView()])).status).toBe(429);
      await site.server.put("", { ...SITE_SETTINGS, quotas });
      expect((await site.browser().send([pageView()])).status).toBe(200);
      expect(await usageOf(site)).toMatchObject({ full: false });
    }
  });

  test("is looked at again after an hour, and makes room when somebody has gone", async () => {
    const site = await createFull();
    await site.server.post("/privacy/erase", { email: "ada@example.com" });
    await advance(HOUR);
    copiesAge();
    expect((await site.browser().send([pageView()])).status).toBe(429);
    await vi.waitFor(async () => expect((await snapshotOf(site)).isFull).toBe(false));
    copiesAge();
    expect((await site.browser().send([pageView()])).status).toBe(200);
    expect(await actionsOf(site)).toEqual(["quota.reached", "quota.freed"]);
  });
});
