import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { Shop } from "./shop.ts";
import { acceptAtHome } from "./visitor.ts";

let shop: Shop;
let browser: Browser;

beforeAll(async () => {
  [shop, browser] = await Promise.all([Shop.open(), launchBrowser()]);
});
afterAll(() => Promise.all([shop.close(), browser.close()]));

interface Layered {
  dataLayer: unknown[];
  gtag: (...args: unknown[]) => void;
}

test("a GA4 data layer is heard once, from before the script and after, in both shapes", async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => {
    const page = window as unknown as Layered;
    page.dataLayer = [];
    page.gtag = function gtag() {
      // As Google's own tag: `arguments` is no array.
      page.dataLayer.push(arguments);
    };
    page.gtag("js", new Date());
    page.gtag("config", "G-0000000000");
    page.gtag("event", "page_view", { page_title: "counted by the script" });
    page.gtag("event", "search", { search_term: "tent", customer: "canary" });
    page.dataLayer.push({ event: "gtm.js", "gtm.start": 1 });
    page.dataLayer.push({
      event: "view_promotion",
      ecommerce: { promotion_id: "spring", promotion_name: "Spring" },
    });
  });
  const { page, visitor } = await acceptAtHome(context, shop.origin);
  await shop.untilKept(visitor, "view_promotion");
  await page.evaluate(() => {
    const { dataLayer, gtag } = window as unknown as Layered;
    const wished = {
      event: "add_to_wishlist",
      email: "canary@example.org",
      ecommerce: { currency: "EUR", value: 12.5, items: [{ item_id: "glim-lantern", quantity: 1 }] },
    };
    dataLayer.push(wished);
    dataLayer.push(wished); // Tag managers replay what they hold.
    gtag("event", "sign_up", { method: "letter" });
  });
  await shop.untilKept(visitor, "sign_up");
  await shop.leave(context);

  const history = await shop.eventsOf(visitor);
  expect(history.map(({ type }) => type).toSorted()).toEqual([
    "add_to_wishlist",
    "page_view",
    "search",
    "sign_up",
    "view_item_list",
    "view_promotion",
  ]);
  const told = (type: string) => {
    const { id: _id, at: _at, n: _n, page: _page, ...said } = history.find((event) => event.type === type)!;
    return said;
  };
  expect(told("search")).toEqual({ type: "search", search_term: "tent" });
  expect(told("view_promotion")).toEqual({
    type: "view_promotion",
    promotion_id: "spring",
    promotion_name: "Spring",
  });
  expect(told("add_to_wishlist")).toEqual({
    type: "add_to_wishlist",
    currency: "EUR",
    value: 12.5,
    items: [{ item_id: "glim-lantern", quantity: 1 }],
  });
  expect(told("sign_up")).toEqual({ type: "sign_up", method: "letter" });
  expect(
    shop
      .beacons()
      .map(({ exchange }) => exchange.body)
      .join("\n"),
  ).not.toContain("canary");
  await context.close();
});
