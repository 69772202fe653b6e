import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { Shop, untilTrue } from "./shop.ts";
import { answerBanner, untilVisitor, visitorIn } from "./visitor.ts";

let shop: Shop;
let browser: Browser;

beforeAll(async () => {
  [shop, browser] = await Promise.all([Shop.open(), launchBrowser()]);
});
afterAll(() => Promise.all([shop.close(), browser.close()]));
beforeEach(() => shop.forget());

const BOTH_PAGES = [
  "page_view /demo/",
  "page_view /demo/c/boots",
  "view_item_list /demo/",
  "view_item_list /demo/c/boots",
];

/** What the visitor's profile holds, in the order of names: two tabs have no order between them. */
const kept = async (visitor: string): Promise<string[]> =>
  (await shop.eventsOf(visitor))
    .map(({ type, page }) => `${type} ${page?.url.replace(shop.origin, "")}`)
    .toSorted();

/** Every visitor that browsers were told to be. */
const visitorsHandedOut = (): Set<string> =>
  new Set(shop.exchanges.flatMap(({ setCookies }) => setCookies).map((cookie) => cookie.split(/[=.]/)[1]!));

test("two tabs that are open when the visitor accepts are one visitor", async () => {
  const context = await browser.newContext();
  const [home, boots] = await Promise.all([context.newPage(), context.newPage()]);
  await Promise.all([home.goto(`${shop.origin}/demo/`), boots.goto(`${shop.origin}/demo/c/boots`)]);
  await answerBanner(home, "Accept");
  const visitor = await untilVisitor(context);
  await untilTrue(async () => (await kept(visitor)).length === BOTH_PAGES.length);
  await shop.leave(context);
  expect(await kept(visitor)).toEqual(BOTH_PAGES);
  expect(visitorsHandedOut()).toEqual(new Set([visitor]));
  expect(await shop.exported("all-visitors")).toEqual([visitor]);
  await context.close();
});

test("two tabs that are opened at once where nobody is asked are one visitor", async () => {
  const others = await shop.exported("all-visitors");
  const context = await browser.newContext({ extraHTTPHeaders: { "CF-IPCountry": "US" } });
  const [home, boots] = await Promise.all([context.newPage(), context.newPage()]);
  await Promise.all([home.goto(`${shop.origin}/demo/`), boots.goto(`${shop.origin}/demo/c/boots`)]);
  const visitor = await untilVisitor(context);
  await untilTrue(async () => (await kept(visitor)).length === BOTH_PAGES.length);
  await shop.leave(context);
  expect(await kept(visitor)).toEqual(BOTH_PAGES);
  expect(visitorsHandedOut()).toEqual(new Set([visitor]));
  expect((await shop.exported("all-visitors")).toSorted()).toEqual([...others, visitor].toSorted());
  await context.close();
});

test("a visitor whose first answer was lost stays one visitor", async () => {
  const others = await shop.exported("all-visitors");
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${shop.origin}/demo/`);
  shop.loseNextAnswer();
  await answerBanner(page, "Accept");
  const visitor = await untilVisitor(context);
  await shop.leave(context);
  expect(await visitorIn(context)).toBe(visitor);
  expect(await kept(visitor)).toEqual(["page_view /demo/", "view_item_list /demo/"]);
  expect((await shop.exported("all-visitors")).toSorted()).toEqual([...others, visitor].toSorted());
  await context.close();
});
