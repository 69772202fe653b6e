import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { type Collector, startCollector } from "./collector.ts";
import { call, type Complaints, listenForComplaints, STUB } from "./page.ts";

let browser: Browser;
let collector: Collector;
let context: BrowserContext;

beforeAll(async () => {
  [browser, collector] = await Promise.all([launchBrowser(), startCollector()]);
});
afterAll(() => Promise.all([browser.close(), collector.stop()]));
beforeEach(async () => {
  collector.reset();
  context = await browser.newContext();
});
afterEach(() => context.close());

const open = async (
  path: string,
): Promise<{ page: Awaited<ReturnType<BrowserContext["newPage"]>>; complaints: Complaints }> => {
  const page = await context.newPage();
  const complaints = listenForComplaints(page);
  await page.goto(collector.origin + path);
  return { page, complaints };
};

const viewed = () =>
  collector
    .events()
    .filter(({ type }) => type === "page_view")
    .map(({ page }) => page!.url.replace(collector.origin, ""));

describe("an ordinary view", () => {
  test("costs one script and one beacon, and leaves nothing in the browser", async () => {
    const { page, complaints } = await open("/shoes?utm_source=mail");
    await collector.until(() => collector.state.beacons.length === 1);
    const [{ body, contentType }] = collector.state.beacons as [(typeof collector.state.beacons)[number]];
    const [view] = body.events;
    expect(body).toEqual({ v: 1, sent_at: expect.any(Number), consent: {}, consent_at: 0, events: [view] });
    expect(view).toEqual({
      id: expect.stringMatching(/^[\x21-\x7e]{16,64}$/),
      type: "page_view",
      at: expect.any(Number),
      n: 0,
      page: { url: `${collector.origin}/shoes?utm_source=mail`, referrer: "", title: "Shop" },
    });
    expect(contentType).toBe("text/plain;charset=UTF-8");
    expect(collector.state.requests.filter((path) => path.startsWith("/h/"))).toEqual(["/h/demo.js"]);
    const left = await page.evaluate(async () => ({
      items: Object.keys(localStorage),
      databases: await indexedDB.databases(),
      cookie: document.cookie,
    }));
    expect(left).toEqual({ items: [], databases: [], cookie: "" });
    expect(complaints).toEqual([]);
  });

  test("comes before the calls that waited in the stub, in order", async () => {
    collector.page("/stub", {
      head: `<script>${STUB};halley('track','view_item',{currency:'EUR',value:5});halley('track','add_to_cart')</script>`,
    });
    await open("/stub");
    await collector.until(() => collector.events().length === 3);
    expect(collector.events()).toMatchObject([
      { type: "page_view", n: 0 },
      { type: "view_item", n: 1, currency: "EUR", value: 5 },
      { type: "add_to_cart", n: 2 },
    ]);
    expect(collector.state.beacons).toHaveLength(1);
  });

  test("is counted once where the script stands twice", async () => {
    collector.page("/twice", { body: `<script async src="/h/demo.js"></script>` });
    const { page } = await open("/twice");
    await collector.until(() => collector.events().length > 0);
    await call(page, "track", "login");
    await call(page, "flush");
    await collector.until(() => collector.types().includes("login"));
    expect(collector.types()).toEqual(["page_view", "login"]);
  });

  test("carries the referrer", async () => {
    collector.page("/from", { body: `<a href="/to">on</a>` });
    const { page } = await open("/from");
    await page.click("a");
    await collector.until(() => collector.events().length === 2);
    expect(collector.events()[1]!.page).toMatchObject({ referrer: `${collector.origin}/from` });
  });
});

describe("a single-page application", () => {
  for (const engine of ["with the Navigation API", "without it"]) {
    test(`counts paths, not queries or fragments, ${engine}`, async () => {
      collector.page("/app", {
        head:
          engine === "without it"
            ? "<script>Object.defineProperty(window,'navigation',{value:undefined})</script>"
            : "",
      });
      const { page, complaints } = await open("/app");
      await collector.until(() => collector.events().length === 1);
      await page.evaluate(() => {
        history.replaceState(null, "", "/app?color=red");
        history.pushState({ a: 1 }, "", "/app#top");
        history.replaceState(null, "", "/app/item");
        history.pushState(null, "", "/app/item");
        document.title = "Item";
      });
      await page.goBack();
      await page.goBack();
      await page.waitForURL("**/app?color=red");
      await page.evaluate(() => history.pushState(null, "", "/app/cart"));
      await call(page, "flush");
      await collector.until(() => viewed().includes("/app/cart"));
      expect(viewed()).toEqual(["/app", "/app/item", "/app?color=red", "/app/cart"]);
      // The view before, and the title that came after the address.
      expect(collector.events()[1]!.page).toMatchObject({
        referrer: `${collector.origin}/app`,
        title: "Item",
      });
      expect(collector.events().at(-1)!.page!.title).toBe("Item");
      expect(complaints).toEqual([]);
    });
  }

  test("counts the last path of a page that is left in the same breath", async () => {
    const { page } = await open("/app");
    await collector.until(() => collector.events().length === 1);
    await page.evaluate(() => {
      history.pushState(null, "", "/app/thanks");
      dispatchEvent(new PageTransitionEvent("pagehide"));
    });
    await collector.until(() => viewed().length === 2);
    await page.goto(`${collector.origin}/next`);
    await collector.until(() => viewed().includes("/next"));
    // What was unanswered when the page went may come again, under the same id.
    const events = new Map(collector.events().map((event) => [event.id, event]));
    const paths = [...events.values()].map(({ page: seen }) => seen!.url.replace(collector.origin, ""));
    expect(paths).toEqual(["/app", "/app/thanks", "/next"]);
  });

  test("keeps the campaign of a landing address it cleans up at once", async () => {
    collector.page("/landing", {
      script: `<script src="/h/demo.js"></script><script>history.replaceState(null,'','/landing')</script>`,
    });
    await open("/landing?gclid=abc&utm_source=x");
    await collector.until(() => collector.events().length === 1);
    expect(viewed()).toEqual(["/landing?gclid=abc&utm_source=x"]);
  });

  test("can count views the address does not show", async () => {
    const { page } = await open("/wizard");
    await call(page, "page", { content_id: "step-2" });
    await call(page, "flush");
    await collector.until(() => collector.events().length === 2);
    expect(collector.events()[1]).toMatchObject({ type: "page_view", content_id: "step-2" });
  });
});

test("a page from the back/forward cache is a new view", async () => {
  const { page, complaints } = await open("/first");
  await collector.until(() => viewed().length === 1);
  await page.goto(`${collector.origin}/second`);
  await collector.until(() => viewed().length === 2);
  // A restored page has no load event to wait for.
  await page.goBack({ waitUntil: "commit" });
  await collector.until(() => viewed().length === 3);
  expect(viewed()).toEqual(["/first", "/second", "/first"]);
  expect(collector.events()[2]!.n).toBe(1);
  expect(complaints).toEqual([]);
});

test("a tab that is never looked at is not a view, until it is", async () => {
  collector.page("/hidden", {
    head: "<script>Object.defineProperty(document,'hidden',{configurable:true,get:()=>true})</script>",
  });
  const { page } = await open("/hidden");
  await page.waitForLoadState("load");
  await call(page, "track", "login");
  await call(page, "flush");
  await collector.until(() => collector.types().includes("login"));
  expect(viewed()).toEqual([]);
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { value: false });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  });
  await collector.until(() => viewed().length === 1);
});

test("a prerendered page does nothing until it is shown", async () => {
  collector.page("/prerendered", {
    head: `<script>
      Object.defineProperty(document,'prerendering',{configurable:true,get:()=>true});
      Object.defineProperty(document,'hidden',{configurable:true,get:()=>true})</script>`,
  });
  const { page } = await open("/prerendered");
  await page.waitForLoadState("load");
  await call(page, "track", "login");
  await call(page, "flush");
  await open("/shown");
  await collector.until(() => viewed().includes("/shown"));
  expect(collector.types()).toEqual(["page_view"]);
  await page.evaluate(() => {
    Object.defineProperty(document, "prerendering", { value: false });
    document.dispatchEvent(new Event("prerenderingchange"));
    Object.defineProperty(document, "hidden", { value: false });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  });
  await collector.until(() => viewed().includes("/prerendered"));
  // A busy page may send an event twice under its id, before the first answer has come.
  const once = new Map(collector.events().map(({ id, type }) => [id, type]));
  expect([...once.values()].toSorted()).toEqual(["login", "page_view", "page_view"]);
});
