import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { launchBrowser, makeProfile } from "../browser.ts";
import { Shop, untilTrue } from "./shop.ts";
import { acceptAtHome, addToCart, callHalley, untilVisitor, waitingIn } from "./visitor.ts";

let shop: Shop;
let browser: Browser;

beforeAll(async () => {
  [shop, browser] = await Promise.all([Shop.open(), launchBrowser()]);
});
afterAll(() => Promise.all([shop.close(), browser.close()]));
beforeEach(() => shop.forget());

interface Tabs {
  lookbook: Page;
  product: Page;
}

/** Two tabs whose pages need no server any more; resolves when all they had to tell is told. */
const openTabs = async (context: BrowserContext, visitor: string): Promise<Tabs> => {
  const [lookbook, product] = await Promise.all([context.newPage(), context.newPage()]);
  await Promise.all([
    lookbook.goto(`${shop.origin}/demo/lookbook/`),
    product.goto(`${shop.origin}/demo/p/scarth-boot`),
  ]);
  await callHalley(product, "flush");
  await shop.untilKept(visitor, "view_item");
  await untilTrue(async () => (await pathsOf(visitor)).includes("page_view /demo/lookbook/"));
  // What the server has, the browser still holds until it has heard so.
  await untilTrue(async () => (await waitingIn(lookbook)) === 0);
  return { lookbook, product };
};

/** What a visitor can do without a server. */
const browseAlone = async ({ lookbook, product }: Tabs): Promise<void> => {
  await lookbook.getByRole("link", { name: "Noon" }).click();
  // Browsers put timers off after input, and more so in a tab that is not in front.
  await untilTrue(async () => (await waitingIn(lookbook)) === 1);
  await addToCart(product);
  await lookbook.getByRole("link", { name: "Dusk" }).click();
};
const BROWSED_ALONE = [
  "page_view /demo/lookbook/noon",
  "add_to_cart /demo/p/scarth-boot",
  "page_view /demo/lookbook/dusk",
];

/** The history in its order, each event with its page. */
const pathsOf = async (visitor: string): Promise<string[]> =>
  (await shop.eventsOf(visitor)).map(({ type, page }) => `${type} ${page?.url.replace(shop.origin, "")}`);

/** The events from the first that happened without a server, each once. */
const expectBrowsedAloneThen = async (visitor: string, after: readonly string[]): Promise<void> => {
  const history = await pathsOf(visitor);
  expect(history.slice(history.indexOf(BROWSED_ALONE[0]!))).toEqual([...BROWSED_ALONE, ...after]);
  const ids = (await shop.eventsOf(visitor)).map(({ id }) => id);
  expect(ids.toSorted()).toEqual([...new Set(shop.sentEvents().map(({ id }) => id))].toSorted());
};

test("what happened offline arrives once and in its order when the shop is opened again", async () => {
  const context = await browser.newContext();
  const { visitor } = await acceptAtHome(context, shop.origin);
  const tabs = await openTabs(context, visitor);
  const sentBefore = shop.beacons().length;
  await context.setOffline(true);
  const wentOfflineAt = Date.now();
  await browseAlone(tabs);
  await untilTrue(async () => (await waitingIn(tabs.lookbook)) === BROWSED_ALONE.length);
  await Promise.all(context.pages().map((page) => page.close()));
  const closedAt = Date.now();
  expect(shop.beacons()).toHaveLength(sentBefore);

  await context.setOffline(false);
  const page = await context.newPage();
  await page.goto(`${shop.origin}/demo/`);
  const cart = await shop.untilKept(visitor, "add_to_cart");
  expect(cart.at).toBeGreaterThanOrEqual(wentOfflineAt);
  expect(cart.at).toBeLessThanOrEqual(closedAt);
  await shop.leave(context);
  await expectBrowsedAloneThen(visitor, ["page_view /demo/", "view_item_list /demo/"]);
  await context.close();
});

test("what happened offline survives that the browser is killed", async () => {
  const profile = await makeProfile();
  onTestFinished(profile.remove);
  const first = await profile.open();
  const { visitor } = await acceptAtHome(first, shop.origin);
  await shop.leave(first);
  await first.close();

  const { context, kill } = await profile.openKillable();
  onTestFinished(kill);
  expect(await untilVisitor(context)).toBe(visitor);
  const tabs = await openTabs(context, visitor);
  await context.setOffline(true);
  await browseAlone(tabs);
  await untilTrue(async () => (await waitingIn(tabs.lookbook)) === BROWSED_ALONE.length);
  await kill();

  const again = await profile.open();
  const page = await again.newPage();
  await page.goto(`${shop.origin}/demo/`);
  await shop.untilKept(visitor, "add_to_cart");
  await shop.leave(again);
  await expectBrowsedAloneThen(visitor, ["page_view /demo/", "view_item_list /demo/"]);
  await again.close();
});

test("a server that is killed and started again loses nothing and counts nothing twice", async () => {
  const context = await browser.newContext();
  const { visitor } = await acceptAtHome(context, shop.origin);
  const tabs = await openTabs(context, visitor);
  await shop.instance.kill();
  await browseAlone(tabs);
  await untilTrue(async () => (await waitingIn(tabs.lookbook)) === BROWSED_ALONE.length);
  await shop.instance.restart();
  await tabs.lookbook.getByRole("link", { name: "Dawn" }).click();
  await untilTrue(async () => (await pathsOf(visitor)).includes("page_view /demo/lookbook/dawn"));
  await shop.leave(context);
  await expectBrowsedAloneThen(visitor, ["page_view /demo/lookbook/dawn"]);
  await context.close();
});

test("a beacon whose answer was lost is repeated and counts once", async () => {
  const context = await browser.newContext();
  const { visitor } = await acceptAtHome(context, shop.origin);
  const tabs = await openTabs(context, visitor);
  shop.loseNextAnswer();
  await browseAlone(tabs);
  await untilTrue(() => {
    const ids = shop.sentEvents().map(({ id }) => id);
    return new Set(ids).size < ids.length;
  });
  await shop.leave(context);
  await expectBrowsedAloneThen(visitor, []);
  await context.close();
});
