import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { Shop, untilTrue } from "./shop.ts";
import { acceptAtHome, callHalley, untilVisitor } from "./visitor.ts";

let shop: Shop;
let browser: Browser;

beforeAll(async () => {
  [shop, browser] = await Promise.all([Shop.open(), launchBrowser()]);
});
afterAll(() => Promise.all([shop.close(), browser.close()]));
beforeEach(() => shop.forget());

const viewBoots = async (page: Page, visitor: string): Promise<void> => {
  for (const boots of ["scarth-boot", "tarn-low"]) {
    await page.goto(`${shop.origin}/demo/p/${boots}`);
    await page.waitForLoadState("load");
  }
  await callHalley(page, "flush");
  await shop.untilKept(visitor, "view_item", 2);
};

test("a visitor with Global Privacy Control who accepts has a history, and is no target of ads", async () => {
  const guarded = await browser.newContext({ extraHTTPHeaders: { "Sec-GPC": "1" } });
  await guarded.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true });
  });
  const { page, visitor } = await acceptAtHome(guarded, shop.origin);
  await viewBoots(page, visitor);
  await shop.leave(guarded);

  const plain = await browser.newContext();
  const other = await acceptAtHome(plain, shop.origin);
  await viewBoots(other.page, other.visitor);
  await shop.leave(plain);

  expect(await shop.profile(visitor)).toMatchObject({
    consent_effective: {
      analytics_storage: "granted",
      ad_storage: "denied",
      ad_user_data: "denied",
      ad_personalization: "denied",
    },
  });
  expect(await shop.memberships(visitor)).toEqual([]);
  expect(await shop.memberships(other.visitor)).toEqual(["all-visitors", "boots-lovers"]);
  expect(await shop.exported("boots-lovers")).toEqual([other.visitor]);
  expect(await shop.exported("all-visitors")).toEqual([other.visitor]);
  await Promise.all([guarded.close(), plain.close()]);
});

const putRules = async (mode: "opt-in" | "opt-out"): Promise<void> => {
  const { status } = await shop.instance.call("/sites/demo/consent/rules", {
    body: {
      rules: [
        { region: "*", mode: "opt-in" },
        { region: "US", mode },
      ],
    },
  });
  expect(status).toBe(200);
};

const american = (): Promise<BrowserContext> =>
  browser.newContext({ extraHTTPHeaders: { "CF-IPCountry": "US" } });

test("a changed region rule holds for pages that are open at once, and for new ones as they load", async () => {
  await putRules("opt-out");
  const early = await american();
  const open = await early.newPage();
  await open.goto(`${shop.origin}/demo/lookbook/`);
  const visitor = await untilVisitor(early);
  await shop.untilKept(visitor, "page_view");
  expect(await open.getByRole("region", { name: "Privacy choices" }).isVisible()).toBe(false);
  expect(await shop.memberships(visitor)).toEqual(["all-visitors"]);

  await putRules("opt-in");
  expect(await shop.memberships(visitor)).toEqual([]);
  shop.forget();
  await open.getByRole("link", { name: "Noon" }).click();
  await callHalley(open, "flush");
  await untilTrue(() => shop.beacons().some(({ exchange }) => exchange.isOver));
  expect(shop.beacons().map(({ exchange }) => [exchange.status, exchange.setCookies])).toEqual([[200, []]]);
  expect((await shop.eventsOf(visitor)).map(({ page }) => page?.url)).toEqual([
    `${shop.origin}/demo/lookbook/`,
  ]);
  await early.close();

  shop.forget();
  const asked = await american();
  const page = await asked.newPage();
  await page.goto(`${shop.origin}/demo/`);
  await page.getByRole("region", { name: "Privacy choices" }).waitFor();
  await shop.leave(asked);
  expect(shop.beacons()).toEqual([]);
  expect(await asked.cookies()).toEqual([]);
  await asked.close();

  await putRules("opt-out");
  const late = await american();
  const unasked = await late.newPage();
  await unasked.goto(`${shop.origin}/demo/`);
  const next = await untilVisitor(late);
  await shop.untilKept(next, "page_view");
  expect(await unasked.getByRole("region", { name: "Privacy choices" }).isVisible()).toBe(false);
  await late.close();
});
