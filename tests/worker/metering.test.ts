import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FULL_LOOK_MS, USAGE_DAYS_KEPT } from "../../schemas/limits-guards.ts";
import { siteObject } from "../../worker/configuration/objects.ts";
import { MeteredSite } from "../../worker/site/metered-site.ts";
import { UsageStore } from "../../worker/site/usage-store.ts";
import { advance, DAY, MINUTE } from "./clock.ts";
import { createSite, SITE_SETTINGS, type TestSite } from "./kit.ts";
import { pageView } from "./samples.ts";

/** Load goes by the wall clock. */
let wall = 0;
beforeEach(() => {
  wall = Date.UTC(2026, 10, 26);
  vi.spyOn(Date, "now").mockImplementation(() => wall);
});
afterEach(() => void vi.restoreAllMocks());

const tell = async (site: TestSite, events: number) =>
  siteObject(env, site.id).useEvents({ events, botEvents: 0 });

const notesOf = async (site: TestSite): Promise<string[]> => {
  const { body } = await site.server.get("/audit");
  const { entries } = body as { entries: { actor: string; action: string }[] };
  return entries.filter(({ actor }) => actor === "quota").map(({ action }) => action);
};

const todayOf = async (site: TestSite): Promise<unknown> => {
  const { days } = (await site.server.get("/usage")).body as { days: { events: number }[] };
  return days[0]?.events;
};

describe("a site that is told of events", () => {
  test("notes once that a quota was reached, whoever tells of more", async () => {
    const site = await createSite({ quotas: { events_per_day: 3, profiles: 2 } });
    for (let told = 0; told < 3; told++) {
      await tell(site, 3);
      await siteObject(env, site.id).keepProfileCount(2);
    }
    expect(await notesOf(site)).toEqual(["quota.reached", "quota.reached"]);
  });

  test("counts for the day it is where the site is, also when the clock goes back or the site moves", async () => {
    const site = await createSite();
    await tell(site, 1);
    await advance(DAY);
    await tell(site, 2);
    await advance(-DAY);
    await tell(site, 4);
    await site.server.put("", { ...SITE_SETTINGS, timezone: "Pacific/Kiritimati" });
    await tell(site, 8);
    expect((await site.server.get("/usage")).body).toMatchObject({
      days: [
        { day: "2026-11-24", events: 10 },
        { day: "2026-11-23", events: 5 },
      ],
    });
  });

  test("has its profiles counted when half of what is left may be gone, and when its quota changed", async () => {
    const site = await createSite({ quotas: { profiles: 10 } });
    const isDue = async () => (await tell(site, 1)).isCountDue;
    expect(await isDue()).toBe(true);
    await siteObject(env, site.id).keepProfileCount(4);
    expect([await isDue(), await isDue(), await isDue(), await isDue()]).toEqual([false, false, true, true]);
    await siteObject(env, site.id).keepProfileCount(4);
    await site.server.put("", { ...SITE_SETTINGS, quotas: { profiles: 5 } });
    expect(await isDue()).toBe(true);
  });

  test("has them counted once an hour while it is full", async () => {
    const site = await createSite({ quotas: { profiles: 1 } });
    await siteObject(env, site.id).keepProfileCount(1);
    await advance(FULL_LOOK_MS - 1);
    expect(await tell(site, 0)).toMatchObject({ isCountDue: false });
    await advance(1);
    expect(await tell(site, 0)).toMatchObject({ isCountDue: true });
  });

  test("keeps so many days of usage, the newest", async () => {
    const site = await createSite();
    const object = env.SITE.getByName(site.id);
    const kept = await runInDurableObject<DurableObject, string[]>(object, (_, { storage }) => {
      const usage = new UsageStore(storage.sql);
      for (let n = 0; n < USAGE_DAYS_KEPT + 2; n++) {
        usage.add(new Date(n * DAY).toISOString().slice(0, 10), { events: 1, botEvents: 0 });
      }
      return usage.newest(USAGE_DAYS_KEPT + 2).map(({ day }) => day);
    });
    expect([kept.length, kept.at(-1)]).toEqual([USAGE_DAYS_KEPT, "1970-01-03"]);
  });
});

/** What the site's object is told waits until the returned function is called. */
const holdTelling = () => {
  const use = Reflect.get<MeteredSite, "useEvents">(MeteredSite.prototype, "useEvents");
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const spy = vi.spyOn(MeteredSite.prototype, "useEvents").mockImplementation(async function later(
    this: MeteredSite,
    ...told: Parameters<typeof use>
  ) {
    await held;
    return use.apply(this, told);
  });
  return { spy, release };
};

describe("who tells a site of its events", () => {
  test("does so one at a time, and what came meanwhile goes along", async () => {
    const site = await createSite();
    const { spy, release } = holdTelling();
    for (let sent = 0; sent < 3; sent++) await site.browser().send([pageView()]);
    await vi.waitFor(() => expect(spy).toHaveBeenCalled());
    expect(spy).toHaveBeenCalledTimes(1);
    release();
    await vi.waitFor(async () => expect(await todayOf(site)).toBe(3));
    expect(spy).toHaveBeenCalledTimes(2);
  });

  test("answers the page where that fails, and tells of what comes after", async () => {
    const site = await createSite();
    const spy = vi.spyOn(MeteredSite.prototype, "useEvents").mockRejectedValueOnce(new Error("reset"));
    expect((await site.browser().send([pageView()])).status).toBe(200);
    await vi.waitFor(() => expect(spy).toHaveBeenCalledTimes(1));
    await vi.waitFor(async () => {
      await site.browser().send([pageView()]);
      expect(await todayOf(site)).toBeGreaterThan(0);
    });
  });

  test("asks once a minute whether a site that is full still is", async () => {
    const site = await createSite({ quotas: { profiles: 1 } });
    await siteObject(env, site.id).keepProfileCount(1);
    wall += MINUTE;
    const spy = vi.spyOn(MeteredSite.prototype, "useEvents");
    const refuse = async () => {
      expect((await site.browser().send([pageView()])).status).toBe(429);
      await todayOf(site);
      return spy.mock.calls.length;
    };
    expect([await refuse(), await refuse()]).toEqual([1, 1]);
    wall += MINUTE;
    expect(await refuse()).toBe(2);
  });
});
