import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { accept, answer, type Collector, cut, hang, startCollector } from "./collector.ts";
import { call, type Complaints, listenForComplaints, STUB } from "./page.ts";

let browser: Browser;
let collector: Collector;
let context: BrowserContext;
let complaints: Complaints;

const ALL = {
  analytics_storage: "granted",
  ad_storage: "granted",
  ad_user_data: "granted",
  ad_personalization: "granted",
} as const;
const NONE = {
  analytics_storage: "denied",
  ad_storage: "denied",
  ad_user_data: "denied",
  ad_personalization: "denied",
} as const;

beforeAll(async () => {
  [browser, collector] = await Promise.all([launchBrowser(), startCollector()]);
});
afterAll(() => Promise.all([browser.close(), collector.stop()]));
beforeEach(async () => {
  collector.reset();
  context = await browser.newContext();
});
afterEach(() => context.close());

const open = async (path = "/", settled = true): Promise<Page> => {
  const page = await context.newPage();
  complaints = listenForComplaints(page);
  await page.goto(collector.origin + path);
  if (settled) await states(page);
  return page;
};

/** Subscribes, and gives back what the page was told first: proof that the snippet has started. */
const states = (page: Page): Promise<unknown> =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        const told: unknown[] = [];
        Object.assign(window, { told });
        (window as unknown as { halley: (...call: unknown[]) => void }).halley("state", (view: unknown) => {
          told.push(view);
          resolve(view);
        });
      }),
  );
const told = (page: Page): Promise<unknown[]> =>
  page.evaluate(() => (window as unknown as { told: unknown[] }).told);

const left = (page: Page) =>
  page.evaluate(async () => ({
    items: Object.fromEntries(Object.entries(localStorage)) as Record<string, string>,
    databases: (await indexedDB.databases()).map(({ name }) => name),
  }));

/** A page of the same shop that may send: what it sends proves that the page before has had its chance to. */
const sentinel = async (): Promise<void> => {
  const other = await browser.newContext();
  const before = collector.state.settings;
  collector.state.settings = { ...before, granted: ["analytics_storage"] };
  const page = await other.newPage();
  await page.goto(`${collector.origin}/sentinel`);
  await collector.until(() => collector.events().some(({ page: at }) => at!.url.endsWith("/sentinel")));
  collector.state.settings = before;
  collector.state.beacons = collector.state.beacons.filter(
    ({ body }) => !JSON.stringify(body).includes("/sentinel"),
  );
  await other.close();
};

describe("undecided", () => {
  beforeEach(() => collector.optIn());

  test("nothing leaves and nothing is kept, even when the page goes", async () => {
    collector.page("/", {
      body: "<form data-halley-identify><input type=email></form><script>dataLayer=[]</script>",
    });
    const page = await open("/");
    await call(page, "track", "purchase", { transaction_id: "1" });
    await call(page, "flush");
    expect(await left(page)).toEqual({ items: {}, databases: [] });
    await page.goto(`${collector.origin}/away`);
    await states(page);
    await sentinel();
    expect(collector.state.beacons).toEqual([]);
    expect(collector.state.requests.filter((path) => /\/x-/.test(path))).toEqual([]);
    expect(await left(page)).toEqual({ items: {}, databases: [] });
  });

  test("granted, what was held follows in order with the choice", async () => {
    const page = await open("/?gclid=G");
    await call(page, "track", "view_item");
    await call(page, "consent", ALL);
    await collector.until(() => collector.events().length === 2);
    const { body } = collector.state.beacons[0]!;
    expect(body.consent).toEqual(ALL);
    expect(body.consent_at).toBeTypeOf("number");
    expect(body.events).toMatchObject([
      { type: "page_view", n: 0, page: { url: `${collector.origin}/?gclid=G` } },
      { type: "view_item", n: 1 },
    ]);
    expect(collector.state.beacons).toHaveLength(1);
    expect(JSON.parse((await left(page)).items["h.demo"]!)).toMatchObject({ c: ALL, t: body.consent_at });
  });

  test("granted for statistics only, click ids stay behind", async () => {
    const page = await open("/?gclid=G&color=red&FBCLID=F#x");
    await call(page, "consent", { ...NONE, analytics_storage: "granted" });
    await collector.until(() => collector.events().length === 1);
    expect(collector.events()[0]!.page!.url).toBe(`${collector.origin}/?&color=red&#x`);
  });

  test("only the newest thousand events are held", async () => {
    const page = await open();
    await page.evaluate(() => {
      const { halley } = window as unknown as { halley: (...call: unknown[]) => void };
      for (let index = 0; index < 1_010; index += 1) halley("track", `e${index}`);
    });
    await call(page, "consent", ALL);
    await collector.until(() => collector.types().includes("e1009"));
    expect(collector.types()).toEqual(Array.from({ length: 1_000 }, (_, index) => `e${index + 10}`));
  });

  test("denied, what was held is gone and only the choice is kept", async () => {
    const page = await open();
    await call(page, "track", "view_item");
    await call(page, "consent", NONE);
    await call(page, "track", "add_to_cart");
    await page.goto(`${collector.origin}/next`);
    await states(page);
    await sentinel();
    expect(collector.state.beacons).toEqual([]);
    const { items, databases } = await left(page);
    expect(Object.keys(items)).toEqual(["h.demo"]);
    expect(JSON.parse(items["h.demo"]!)).toEqual({ c: NONE, t: expect.any(Number), u: false });
    expect(databases).toEqual([]);
    // A late grant does not reach back.
    await call(page, "consent", ALL);
    await call(page, "track", "later");
    await call(page, "flush");
    await collector.until(() => collector.types().includes("later"));
    expect(collector.types()).toEqual(["later"]);
  });

  test("a choice in the stub comes before anything is sent", async () => {
    collector.page("/", {
      head: `<script>${STUB};halley('track','a');halley('consent',${JSON.stringify(NONE)})</script>`,
    });
    await open();
    await sentinel();
    expect(collector.state.beacons).toEqual([]);
  });
});

describe("granted", () => {
  test("withdrawn, the queue goes and one beacon says so", async () => {
    const page = await open();
    await collector.until(() => collector.events().length === 1);
    await call(page, "track", "view_item");
    await call(page, "consent", NONE);
    await call(page, "track", "add_to_cart");
    await page.goto(`${collector.origin}/next`);
    await states(page);
    await sentinel();
    expect(collector.state.beacons.slice(1).map(({ body }) => body)).toEqual([
      { v: 1, sent_at: expect.any(Number), consent: NONE, consent_at: expect.any(Number), events: [] },
    ]);
  });

  test("withdrawn while the collector fails, stored events go too and the next page tells", async () => {
    collector.state.behaviour = answer(503);
    const page = await open();
    await collector.until(() => collector.state.beacons.length > 0);
    await expect.poll(async () => (await left(page)).databases).toEqual(["h.demo"]);
    await call(page, "consent", NONE);
    await expect.poll(async () => (await left(page)).databases).toEqual([]);
    collector.state.beacons = [];
    collector.state.behaviour = accept;
    await page.goto(`${collector.origin}/next`);
    await collector.until(() => collector.state.beacons.length === 1);
    expect(collector.state.beacons[0]!.body).toMatchObject({ consent: NONE, events: [] });
    await expect
      .poll(async () => JSON.parse((await left(page)).items["h.demo"]!) as unknown)
      .toEqual({ c: NONE, t: expect.any(Number) });
    expect((await left(page)).databases).toEqual([]);
  });

  test("a further purpose is told at once", async () => {
    const page = await open();
    await collector.until(() => collector.events().length === 1);
    await call(page, "consent", { email_marketing: "granted", nonsense: "granted", ad_storage: "maybe" });
    await collector.until(() => collector.state.beacons.length === 2);
    expect(collector.state.beacons[1]!.body).toMatchObject({
      consent: { email_marketing: "granted" },
      events: [],
    });
  });

  test("the same choice again says nothing", async () => {
    const page = await open();
    await collector.until(() => collector.events().length === 1);
    await call(page, "consent", ALL);
    await collector.until(() => collector.state.beacons.length === 2);
    await expect.poll(async () => (await left(page)).items["h.demo"]).not.toContain('"u"');
    const before = await left(page);
    await call(page, "consent", ALL);
    await sentinel();
    expect(collector.state.beacons).toHaveLength(2);
    expect(await left(page)).toEqual(before);
  });

  test("a denial in one tab silences the others", async () => {
    const [one, two] = [await open("/one"), await open("/two")];
    await collector.until(() => collector.events().length === 2);
    await call(two, "track", "view_item");
    await call(one, "consent", NONE);
    await expect.poll(async () => (await told(two)).length).toBe(2);
    await call(two, "track", "add_to_cart");
    await two.goto(`${collector.origin}/next`);
    await sentinel();
    expect(collector.types()).toEqual(["page_view", "page_view"]);
    expect(collector.state.beacons.filter(({ body }) => body.events.length === 0)).toHaveLength(1);
  });
});

describe("what a banner is told", () => {
  test("asks in opt-in regions until there is a choice", async () => {
    collector.optIn();
    const page = await open();
    await call(page, "consent", { ...NONE, analytics_storage: "granted" });
    expect(await told(page)).toEqual([
      { consent: {}, granted: [], gpc: undefined, ask: true },
      {
        consent: { ...NONE, analytics_storage: "granted" },
        granted: ["analytics_storage"],
        gpc: undefined,
        ask: false,
      },
    ]);
  });

  test("asks again when the choice is too old", async () => {
    collector.optIn();

    await context.addInitScript(() => {
      localStorage.setItem(
        "h.demo",
        JSON.stringify({ c: { ad_storage: "granted" }, t: Date.now() - 181 * 86_400_000 }),
      );
    });
    const page = await open("/", false);
    expect(await states(page)).toMatchObject({ consent: {}, ask: true });
  });

  test("Global Privacy Control denies the ad purposes, whatever was chosen", async () => {
    await context.addInitScript(() => {
      Object.defineProperty(navigator, "globalPrivacyControl", { value: true });
    });
    const page = await open("/?gclid=G");
    await call(page, "consent", ALL);
    expect((await told(page)).at(-1)).toMatchObject({ granted: ["analytics_storage"], gpc: true });
    await collector.until(() => collector.events().length === 1);
    expect(collector.state.beacons[0]!.body.gpc).toBe(true);
    expect(collector.events()[0]!.page!.url).toBe(`${collector.origin}/?`);
  });

  test("a subscriber that throws harms nobody", async () => {
    const page = await open();
    await page.evaluate(() => {
      (window as unknown as { halley: (...call: unknown[]) => void }).halley("state", () => {
        throw new Error("theirs");
      });
    });
    await call(page, "consent", ALL);
    expect(await told(page)).toHaveLength(2);
    expect(complaints).toEqual([]);
  });
});

describe("blocked storage", () => {
  test("does not keep events from being sent", async () => {
    await context.addInitScript(() => {
      for (const name of ["localStorage", "indexedDB"]) {
        Object.defineProperty(window, name, {
          get: () => {
            throw new DOMException("denied", "SecurityError");
          },
        });
      }
      Object.defineProperty(navigator, "locks", { value: undefined });
    });
    const page = await open();
    await call(page, "track", "purchase");
    await call(page, "consent", { ad_storage: "denied" });
    await call(page, "track", "login");
    await call(page, "flush");
    await collector.until(() => collector.types().includes("login"));
    expect(complaints).toEqual([]);
  });
});

test.for([
  ["refuses", answer(400)],
  ["is overloaded", answer(429, { "retry-after": "60" })],
  ["is broken", answer(500)],
  ["hangs up", cut],
  ["never answers", hang],
] as const)("the page notices nothing when the collector %s", async ([, behaviour]) => {
  collector.state.behaviour = behaviour;
  const page = await open();
  for (const args of [
    ["track"],
    ["track", "x", { big: "1".repeat(70_000) }],
    ["consent"],
    ["identify"],
    ["state"],
    ["no"],
  ]) {
    expect(await call(page, ...args)).toBeUndefined();
  }
  await page.evaluate(() => {
    const loop: Record<string, unknown> = {};
    loop.loop = loop;
    (window as unknown as { halley: (...call: unknown[]) => void }).halley("track", "loop", loop);
  });
  await call(page, "consent", NONE);
  await collector.until(() => collector.state.beacons.length > 0);
  await page.goto(`${collector.origin}/next`);
  await states(page);
  expect(complaints).toEqual([]);
});
