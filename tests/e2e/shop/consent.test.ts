import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { Shop, untilTrue } from "./shop.ts";
import {
  acceptAtHome,
  addToCart,
  answerBanner,
  callHalley,
  openPrivacyChoices,
  REFUSED,
  storageIn,
  untilVisitor,
  visitorIn,
  waitingIn,
} from "./visitor.ts";

let shop: Shop;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  [shop, browser] = await Promise.all([Shop.open(), launchBrowser()]);
});
afterAll(() => Promise.all([shop.close(), browser.close()]));
beforeEach(async () => {
  shop.forget();
  context = await browser.newContext();
});
afterEach(() => context.close());

const bannerOf = (page: Page) => page.getByRole("region", { name: "Privacy choices" });

/** What was asked of Halley, and whether anything said who asks. */
const askedOfHalley = (): string[] =>
  shop.exchanges
    .filter(({ path }) => path.startsWith("/h/"))
    .map(
      ({ method, path, headers }) =>
        `${method} ${path}${headers.cookie === undefined ? "" : " with a cookie"}`,
    );

const browse = async (page: Page): Promise<void> => {
  await page.getByRole("link", { name: "See the boots" }).click();
  await page.getByRole("link", { name: "Scarth Boot" }).click();
  await addToCart(page);
};

test("nothing is kept and nothing leaves while the visitor has not answered", async () => {
  const page = await context.newPage();
  await page.goto(`${shop.origin}/demo/`);
  await bannerOf(page).waitFor();
  await browse(page);
  const { items, databases } = await storageIn(page);
  expect({ items: Object.keys(items), databases }).toEqual({ items: ["demo-cart"], databases: [] });
  await shop.leave(context);
  expect(await context.cookies()).toEqual([]);
  // From the browser's cache on the second and third page.
  expect(new Set(askedOfHalley())).toEqual(new Set(["GET /h/demo.js"]));
});

test("a refusal is all that is kept, and nothing leaves then or later", async () => {
  const page = await context.newPage();
  await page.goto(`${shop.origin}/demo/`);
  await answerBanner(page, "Refuse");
  await browse(page);
  await page.goto(`${shop.origin}/demo/`);
  await page.waitForLoadState("load");
  await callHalley(page, "flush");
  expect(await bannerOf(page).isVisible()).toBe(false);
  const { items, databases } = await storageIn(page);
  expect(Object.keys(items).toSorted()).toEqual(["demo-cart", "h.demo"]);
  expect(JSON.parse(items["h.demo"]!)).toEqual({ c: REFUSED, t: expect.any(Number), u: false });
  expect(databases).toEqual([]);
  await shop.leave(context);
  expect(await context.cookies()).toEqual([]);
  expect(new Set(askedOfHalley())).toEqual(new Set(["GET /h/demo.js"]));
});

const cutOff = () => context.route("**/h/demo/e", (route) => route.abort("connectionrefused"));

/** Lets the collector be reached again, after whatever was tried before has met its end. */
const reconnect = async (page: Page): Promise<void> => {
  await page.evaluate(() => fetch("/healthz").then(({ ok }) => ok));
  await context.unroute("**/h/demo/e");
};

/** A member with a history, and two views that could not leave: resolves on the page where they wait. */
const haveEventsWaiting = async (cut: () => Promise<unknown>): Promise<{ page: Page; visitor: string }> => {
  const { page, visitor } = await acceptAtHome(context, shop.origin);
  await browse(page);
  await page.goto(`${shop.origin}/demo/lookbook/`);
  await shop.untilKept(visitor, "add_to_cart");
  await untilTrue(async () => (await shop.memberships(visitor)).includes("all-visitors"));
  await untilTrue(async () =>
    (await shop.eventsOf(visitor)).some(({ page: at }) => at?.url.endsWith("/lookbook/")),
  );
  await cut();
  await page.getByRole("link", { name: "Noon" }).click();
  await page.getByRole("link", { name: "Dusk" }).click();
  await callHalley(page, "flush");
  await untilTrue(async () => (await waitingIn(page)) === 2);
  shop.forget();
  return { page, visitor };
};

const expectForgotten = async (visitor: string): Promise<void> => {
  expect(await shop.profile(visitor)).toMatchObject({ events: [], consent_effective: REFUSED });
  expect(await shop.memberships(visitor)).toEqual([]);
};

/** The one thing that was said since the events began to wait. */
const expectOnlyWithdrawal = (): void => {
  const told = shop.beacons().map(({ body, exchange }) => ({
    consent: body.consent,
    events: body.events.map(({ type, page }) => `${type} ${page?.url}`),
    cookies: exchange.setCookies,
  }));
  const cleared = expect.stringMatching(/^__Host-h-demo=; Max-Age=0;/) as string;
  expect(told).toEqual([{ consent: REFUSED, events: [], cookies: [cleared] }]);
};

test("a withdrawal takes back what waits, and is all that is told", async () => {
  const { page, visitor } = await haveEventsWaiting(cutOff);
  await openPrivacyChoices(page);
  await answerBanner(page, "Refuse");
  await untilTrue(async () => (await waitingIn(page)) === 0);
  await reconnect(page);
  await untilTrue(() => shop.beacons().some(({ exchange }) => exchange.isOver));
  await expectForgotten(visitor);
  expect(await visitorIn(context)).toBe(undefined);
  await page.goto(`${shop.origin}/demo/`);
  await browse(page);
  await shop.leave(context);
  expectOnlyWithdrawal();
  await expectForgotten(visitor);
});

test("a withdrawal does not wait for the next try", async () => {
  await context.clock.install();
  const { page, visitor } = await haveEventsWaiting(cutOff);
  // From here on no timer of the page fires.
  await context.clock.pauseAt((await page.evaluate(() => Date.now())) + 1_000);
  await reconnect(page);
  await openPrivacyChoices(page);
  await answerBanner(page, "Refuse");
  await untilTrue(() => shop.beacons().some(({ exchange }) => exchange.isOver));
  expectOnlyWithdrawal();
  await expectForgotten(visitor);
});

test("a withdrawal made offline is told by the next page, and still takes back what waits", async () => {
  const { page, visitor } = await haveEventsWaiting(() => context.setOffline(true));
  await openPrivacyChoices(page);
  await answerBanner(page, "Refuse");
  await untilTrue(async () => (await waitingIn(page)) === 0);
  await page.close();
  expect(shop.beacons()).toEqual([]);
  await context.setOffline(false);
  const next = await context.newPage();
  await next.goto(`${shop.origin}/demo/`);
  await untilTrue(() => shop.beacons().some(({ exchange }) => exchange.isOver));
  await expectForgotten(visitor);
  expect(await visitorIn(context)).toBe(undefined);
  await shop.leave(context);
  expectOnlyWithdrawal();
});

test("a visitor who starts anew is another one, and the former keeps what was theirs", async () => {
  const { page, visitor: former } = await acceptAtHome(context, shop.origin);
  await page.goto(`${shop.origin}/demo/you`);
  await page.getByRole("button", { name: "Start as a new visitor" }).click();
  await untilTrue(async () => ![undefined, former].includes(await visitorIn(context)));
  const visitor = await untilVisitor(context);
  await page.goto(`${shop.origin}/demo/c/boots`);
  await shop.untilKept(visitor, "view_item_list");
  await shop.leave(context);
  const paths = async (id: string): Promise<string[]> =>
    (await shop.eventsOf(id)).map(({ type, page: at }) => `${type} ${at?.url.replace(shop.origin, "")}`);
  expect(await paths(former)).toEqual(["page_view /demo/", "view_item_list /demo/", "page_view /demo/you"]);
  expect(await paths(visitor)).toEqual(["page_view /demo/c/boots", "view_item_list /demo/c/boots"]);
});

test("the banner neither comes back nor stays where another tab has answered", async () => {
  const [page, other] = [await context.newPage(), await context.newPage()];
  for (const tab of [page, other]) {
    await tab.goto(`${shop.origin}/demo/`);
    await bannerOf(tab).waitFor();
  }
  await answerBanner(page, "Accept");
  await bannerOf(other).waitFor({ state: "hidden" });
  await openPrivacyChoices(page);
  await page.keyboard.press("Escape");
  await bannerOf(page).waitFor({ state: "hidden" });
  await openPrivacyChoices(other);
  await answerBanner(other, "Refuse");
  await page.waitForFunction(() => {
    let isRefused = false;
    const { halley } = window as unknown as { halley: (...call: unknown[]) => void };
    halley("state", ({ granted }: { granted: string[] }) => (isRefused = granted.length === 0));
    return isRefused;
  });
  expect(await bannerOf(page).isVisible()).toBe(false);
});

test("a refusal survives that the visitor starts anew", async () => {
  const page = await context.newPage();
  await page.goto(`${shop.origin}/demo/`);
  await answerBanner(page, "Refuse");
  const before = (await storageIn(page)).items["h.demo"];
  await callHalley(page, "reset");
  await callHalley(page, "track", "add_to_wishlist");
  await callHalley(page, "flush");
  await page.reload();
  await browse(page);
  expect((await storageIn(page)).items["h.demo"]).toBe(before);
  await page.goto(`${shop.origin}/demo/`);
  await page.waitForLoadState("load");
  expect(await bannerOf(page).isVisible()).toBe(false);
  await shop.leave(context);
  expect(await context.cookies()).toEqual([]);
  expect(new Set(askedOfHalley())).toEqual(new Set(["GET /h/demo.js"]));
});
