import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { Shop, untilTrue } from "./shop.ts";
import { acceptAtHome } from "./visitor.ts";

let shop: Shop;
let browser: Browser;

beforeAll(async () => {
  [shop, browser] = await Promise.all([Shop.open(), launchBrowser()]);
});
afterAll(() => Promise.all([shop.close(), browser.close()]));
beforeEach(() => shop.forget());

/** Path and title of every view the profile holds, without the shop's name. */
const views = async (visitor: string): Promise<[path: string, title: string | undefined][]> =>
  (await shop.eventsOf(visitor))
    .filter(({ type }) => type === "page_view")
    .map(({ page }) => [
      page?.url.replace(shop.origin, "") ?? "",
      page?.title?.replace(/(?: \| Lookbook)? \| Fell & Fen$/, ""),
    ]);
const HOME: [string, string] = ["/demo/", "Fell & Fen: outdoor things for wet places"];

/** Chromium puts timers off for some frames after input: an address that is left by then is not counted. */
const timersHaveRun = (page: Page): Promise<unknown> =>
  page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));

test("the lookbook counts each look by its address and title, forth and back", async () => {
  const context = await browser.newContext();
  const { page, visitor } = await acceptAtHome(context, shop.origin);
  await page.goto(`${shop.origin}/demo/lookbook/`);
  await page.getByRole("link", { name: "Noon" }).click();
  await timersHaveRun(page);
  await page.getByRole("link", { name: "Dusk" }).click();
  await timersHaveRun(page);
  await page.goBack();
  await page.getByRole("heading", { name: "Noon, in all of it" }).waitFor();
  await timersHaveRun(page);
  await page.goForward();
  await page.getByRole("heading", { name: "Dusk, and staying" }).waitFor();
  await timersHaveRun(page);
  await shop.leave(context);
  await untilTrue(async () => (await views(visitor)).length >= 6);
  expect(await views(visitor)).toEqual([
    HOME,
    ["/demo/lookbook/", "Dawn, before the others"],
    ["/demo/lookbook/noon", "Noon, in all of it"],
    ["/demo/lookbook/dusk", "Dusk, and staying"],
    ["/demo/lookbook/noon", "Noon, in all of it"],
    ["/demo/lookbook/dusk", "Dusk, and staying"],
  ]);
  await context.close();
});

test("a filter that changes only the query is the same view", async () => {
  const context = await browser.newContext();
  const { page, visitor } = await acceptAtHome(context, shop.origin);
  await page.goto(`${shop.origin}/demo/c/boots`);
  await page.getByRole("link", { name: "Waterproof" }).click();
  await page.waitForURL("**/demo/c/boots?for=waterproof");
  await page.getByRole("link", { name: "All", exact: true }).click();
  await page.waitForURL("**/demo/c/boots");
  await page.goto(`${shop.origin}/demo/cart`);
  await shop.untilKept(visitor, "page_view", 3);
  await shop.leave(context);
  expect(await views(visitor)).toEqual([HOME, ["/demo/c/boots", "Boots"], ["/demo/cart", "Cart"]]);
  await context.close();
});

test("a page that comes back from the back/forward cache is a new view", async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => {
    addEventListener("pageshow", ({ persisted }) => {
      if (persisted) document.documentElement.dataset["restored"] = "yes";
    });
  });
  const { page, visitor } = await acceptAtHome(context, shop.origin);
  await page.getByRole("link", { name: "See the boots" }).click();
  await page.waitForURL("**/demo/c/boots");
  await untilTrue(async () => (await views(visitor)).length === 2);
  // Playwright would wait for a load, and a restored page has none.
  await page.goBack({ waitUntil: "commit" });
  await page.locator("html[data-restored=yes]").waitFor();
  await untilTrue(async () => (await views(visitor)).length === 3);
  await shop.leave(context);
  expect(await views(visitor)).toEqual([HOME, ["/demo/c/boots", "Boots"], HOME]);
  const types = (await shop.eventsOf(visitor)).map(({ type }) => type);
  expect(types.filter((type) => type === "view_item_list")).toHaveLength(2);
  await context.close();
});
