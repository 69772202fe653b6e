import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchBrowser, makeProfile, type Profile } from "../browser.ts";
import { accept, answer, type Collector, cut, hang, startCollector } from "./collector.ts";
import { call, type Complaints, listenForComplaints, STUB } from "./page.ts";

let browser: Browser;
let collector: Collector;

beforeAll(async () => {
  [browser, collector] = await Promise.all([launchBrowser(), startCollector()]);
});
afterAll(() => Promise.all([browser.close(), collector.stop()]));
beforeEach(() => collector.reset());

/** Types that are in the offline store. */
const stored = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    if (!(await indexedDB.databases()).some(({ name }) => name === "h.demo")) return [];
    return new Promise<string[]>((resolve, reject) => {
      const opening = indexedDB.open("h.demo");
      opening.addEventListener("error", () => reject(opening.error!));
      opening.addEventListener("success", () => {
        const record = opening.result.transaction("e").objectStore("e").get(0);
        record.addEventListener("success", () => {
          opening.result.close();
          const events = JSON.parse((record.result ?? "[]") as string) as { type: string }[];
          resolve(events.map(({ type }) => type));
        });
      });
    });
  });

/** Ids by which events of a type arrived. */
const idsOf = (type: string): string[] =>
  collector.events().flatMap((event) => (event.type === type ? event.id : []));

describe("in one browser", () => {
  let context: BrowserContext;
  let complaints: Complaints;
  beforeEach(async () => {
    context = await browser.newContext();
  });
  afterEach(() => context.close());

  const open = async (path = "/"): Promise<Page> => {
    const page = await context.newPage();
    complaints = listenForComplaints(page);
    await page.goto(collector.origin + path);
    return page;
  };
  const openViewed = async (path = "/"): Promise<Page> => {
    const page = await open(path);
    await collector.until(() =>
      collector.events().some((event) => event.page?.url === collector.origin + path),
    );
    return page;
  };

  test("later events gather into one beacon", async () => {
    const page = await openViewed();
    await call(page, "track", "view_item");
    await call(page, "track", "add_to_cart");
    await collector.until(() => collector.events().length === 3);
    expect(collector.state.beacons.map(({ body }) => body.events.length)).toEqual([1, 2]);
  });

  test("what gathers goes when the page goes, once", async () => {
    const page = await openViewed();
    await call(page, "track", "add_to_cart");
    await page.goto("about:blank");
    await collector.until(() => collector.types().includes("add_to_cart"));
    expect(collector.types()).toEqual(["page_view", "add_to_cart"]);
  });

  test("a purchase goes at once and leaves nothing behind", async () => {
    const page = await openViewed();
    await call(page, "track", "purchase", { transaction_id: "T1", value: 10, currency: "EUR" });
    await collector.until(() => collector.types().includes("purchase"));
    await expect.poll(() => stored(page)).toEqual([]);
  });

  test("many events are split so that every beacon can be accepted", async () => {
    const page = await openViewed();
    await page.evaluate(() => {
      const { halley } = window as unknown as { halley: (...call: unknown[]) => void };
      for (let index = 0; index < 250; index += 1) halley("track", `e${index}`);
      halley("track", "wide", { params: { text: "語".repeat(19_000) } });
      halley("track", "too_wide", { params: { text: "語".repeat(21_000) } });
      halley("track", "last");
      halley("flush");
    });
    await collector.until(() => collector.types().includes("last"));
    expect(collector.types().slice(1)).toEqual([
      ...Array.from({ length: 250 }, (_, index) => `e${index}`),
      "wide",
      "last",
    ]);
    for (const { body } of collector.state.beacons) {
      expect(body.events.length).toBeLessThanOrEqual(100);
      expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(61_440);
    }
  });

  test("retries carry the same ids and bodies", async () => {
    collector.state.behaviour = answer(503);
    const page = await open();
    await collector.until(() => collector.state.beacons.length >= 1);
    collector.state.behaviour = cut;
    await page.evaluate(() => {
      document.title = "Another";
      dispatchEvent(new Event("online"));
    });
    await collector.until(() => collector.state.beacons.length >= 2);
    const failed = collector.state.beacons.length;
    collector.state.behaviour = accept;
    await collector.until(() => collector.state.beacons.length > failed);
    const [first, ...others] = collector.state.beacons.map(({ body }) => body.events);
    for (const events of others) expect(events).toEqual(first);
    await expect.poll(() => stored(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("what is refused is not sent again and blocks nothing", async () => {
    collector.state.behaviour = answer(400);
    const page = await openViewed();
    collector.state.behaviour = accept;
    await call(page, "track", "login");
    await call(page, "flush");
    await collector.until(() => collector.types().includes("login"));
    expect(collector.types()).toEqual(["page_view", "login"]);
  });

  test("a reset starts a new visitor behind what was the old one's, and repeats with the same token", async () => {
    const page = await openViewed();
    collector.state.behaviour = answer(503);
    await page.evaluate(() => {
      const { halley } = window as unknown as { halley: (...call: unknown[]) => void };
      halley("track", "old");
      halley("reset");
      halley("track", "new");
    });
    await collector.until(() => collector.types().includes("old"));
    collector.state.behaviour = (beacon, response) =>
      (beacon.body.reset === undefined ? accept : answer(503))(beacon, response);
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await collector.until(() => collector.types().includes("new"));
    // The page goes; the next one takes over, reset first.
    collector.state.behaviour = accept;
    await page.goto(`${collector.origin}/next`);
    await collector.until(() => collector.types().filter((type) => type === "page_view").length === 2);
    const bodies = collector.state.beacons.map(({ body }) => body);
    // A retry may come between; however often, never as the new visitor's.
    const former = bodies.filter(({ events }) => events.some(({ type }) => type === "old"));
    expect(former.length).toBeGreaterThanOrEqual(2);
    expect(former.every(({ reset }) => reset === undefined)).toBe(true);
    const resets = bodies.filter(({ reset }) => reset !== undefined);
    expect(resets.length).toBeGreaterThanOrEqual(2);
    expect(new Set(resets.map(({ reset }) => reset)).size).toBe(1);
    expect(resets[0]!.reset).toMatch(/^[0-9a-zA-Z-]{16,64}$/);
    for (const { events } of resets) expect(events[0]).toMatchObject({ type: "new" });
    expect(bodies.indexOf(resets.at(-1)!)).toBeLessThanOrEqual(
      bodies.findIndex(({ events }) => events.some(({ page: at }) => at!.url.endsWith("/next"))),
    );
  });

  test("two tabs opened at once on a first visit do not both arrive without a cookie", async () => {
    const waiting: (() => void)[] = [];
    collector.state.behaviour = (beacon, response) => {
      if (waiting.length > 0) accept(beacon, response);
      else waiting.push(() => accept(beacon, response));
    };
    const [one, two] = await Promise.all([context.newPage(), context.newPage()]);
    await Promise.all([one.goto(`${collector.origin}/one`), two.goto(`${collector.origin}/two`)]);
    await collector.until(() => waiting.length === 1);
    // Both have started: the one that does not send waits for the lock.
    await expect
      .poll(() => one.evaluate(async () => (await navigator.locks.query()).pending!.length))
      .toBe(1);
    waiting[0]!();
    await collector.until(() => collector.state.beacons.length === 2);
    expect(collector.state.beacons.map(({ cookie }) => cookie)).toEqual([undefined, "hv=1"]);
  });

  test("a tab does not wait for ever for another", async () => {
    collector.state.behaviour = hang;
    const one = await open("/one");
    await collector.until(() => collector.state.beacons.length === 1);
    collector.state.behaviour = accept;
    await openViewed("/two");
    expect(await one.evaluate(async () => (await navigator.locks.query()).held!.length)).toBe(1);
  });

  test("the lock is let go when the page is hidden", async () => {
    collector.state.behaviour = hang;
    const page = await open("/one");
    await collector.until(() => collector.state.beacons.length === 1);
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide")));
    await expect.poll(() => page.evaluate(async () => (await navigator.locks.query()).held!.length)).toBe(0);
  });

  test("an event that got no answer survives its page", async () => {
    collector.state.behaviour = hang;
    const page = await open("/one");
    await collector.until(() => collector.state.beacons.length === 1);
    await call(page, "track", "add_to_cart");
    await expect.poll(() => stored(page)).toEqual(["page_view", "add_to_cart"]);
    await page.close({ runBeforeUnload: true });
    await collector.until(() => collector.types().includes("add_to_cart"));
    collector.state.beacons = [];
    collector.state.behaviour = accept;
    const next = await openViewed("/two");
    expect(collector.types()).toEqual(["page_view", "add_to_cart", "page_view"]);
    expect(new Set(collector.events().map(({ id }) => id)).size).toBe(3);
    await expect.poll(() => stored(next)).toEqual([]);
  });

  test("what an earlier page left goes first, even where the page has calls waiting in the stub", async () => {
    collector.state.behaviour = answer(503);
    const page = await open("/one");
    await expect.poll(() => stored(page)).toEqual(["page_view"]);
    collector.page("/two", { head: `<script>${STUB};halley('track','view_item')</script>` });
    await page.goto("about:blank");
    collector.state.behaviour = accept;
    collector.state.beacons = [];
    await page.goto(`${collector.origin}/two`);
    await collector.until(() => collector.types().includes("view_item"));
    expect(collector.types()).toEqual(["page_view", "page_view", "view_item"]);
    await expect.poll(() => stored(page)).toEqual([]);
  });

  test("a beacon goes where fetch throws while the page goes", async () => {
    await context.addInitScript(() => {
      const fetch = window.fetch.bind(window);
      let isGoing = false;
      addEventListener("pagehide", () => (isGoing = true), true);
      window.fetch = (...args) => {
        if (isGoing) throw new TypeError("blocked");
        return fetch(...args);
      };
    });
    const page = await openViewed();
    await call(page, "track", "add_to_cart");
    await page.goto("about:blank");
    await collector.until(() => collector.types().includes("add_to_cart"));
    expect(collector.types()).toEqual(["page_view", "add_to_cart"]);
    expect(complaints).toEqual([]);
  });

  test("a fetch that throws at once is a failure like any other", async () => {
    await context.addInitScript(() => {
      const fetch = window.fetch.bind(window);
      window.fetch = () => {
        throw new TypeError("blocked");
      };
      addEventListener("unblock", () => (window.fetch = fetch));
    });
    const page = await open();
    await expect.poll(() => stored(page)).toEqual(["page_view"]);
    await page.evaluate(() => dispatchEvent(new Event("unblock")));
    await collector.until(() => collector.types().length === 1);
    await expect.poll(() => stored(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

describe("across browsers", () => {
  let profile: Profile;
  beforeEach(async () => {
    profile = await makeProfile();
  });
  afterEach(() => profile.remove());

  test("events recorded offline survive the closed tab", async () => {
    const first = await profile.open();
    const page = await first.newPage();
    await page.goto(`${collector.origin}/one`);
    await collector.until(() => collector.types().includes("page_view"));
    await first.setOffline(true);
    // The browser is online again for what a closed page leaves behind.
    collector.state.isDown = true;
    await call(page, "track", "add_to_cart", { value: 7 });
    await expect.poll(() => stored(page)).toEqual(["add_to_cart"]);
    await page.close({ runBeforeUnload: true });
    await first.close();
    collector.state.isDown = false;

    const second = await profile.open();
    await (await second.newPage()).goto(`${collector.origin}/two`);
    await collector.until(() => collector.events().length === 3);
    expect(collector.types()).toEqual(["page_view", "add_to_cart", "page_view"]);
    expect(collector.events()[1]).toMatchObject({ value: 7, page: { url: `${collector.origin}/one` } });
    await second.close();
  });

  test("events recorded offline survive a killed browser", async () => {
    const first = await profile.openKillable();
    const page = await first.context.newPage();
    await page.goto(`${collector.origin}/one`);
    await collector.until(() => collector.types().includes("page_view"));
    await first.context.setOffline(true);
    await call(page, "track", "add_to_cart");
    await expect.poll(() => stored(page)).toEqual(["add_to_cart"]);
    await first.kill();

    const second = await profile.open();
    const reopened = await second.newPage();
    await reopened.goto(`${collector.origin}/two`);
    await collector.until(() => collector.events().length === 3);
    expect(collector.types()).toEqual(["page_view", "add_to_cart", "page_view"]);
    await expect.poll(() => stored(reopened)).toEqual([]);
    await second.close();
  });

  test("back online, the same tab delivers", async () => {
    const context = await profile.open();
    const page = await context.newPage();
    await page.goto(`${collector.origin}/one`);
    await collector.until(() => collector.types().includes("page_view"));
    await context.setOffline(true);
    await call(page, "track", "add_to_cart");
    await call(page, "flush");
    await expect.poll(() => stored(page)).toEqual(["add_to_cart"]);
    await context.setOffline(false);
    await collector.until(() => collector.types().includes("add_to_cart"));
    expect(idsOf("add_to_cart")).toHaveLength(1);
    await expect.poll(() => stored(page)).toEqual([]);
    await context.close();
  });
});
