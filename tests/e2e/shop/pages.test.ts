import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { Shop } from "./shop.ts";
import { addToCart, answerBanner, untilVisitor } from "./visitor.ts";

/** For people to look at; nothing compares them. */
const SCREENSHOTS = fileURLToPath(new URL("../../../build/screenshots/", import.meta.url));

let shop: Shop;
let browser: Browser;

beforeAll(async () => {
  await mkdir(SCREENSHOTS, { recursive: true });
  [shop, browser] = await Promise.all([Shop.open(), launchBrowser()]);
});
afterAll(() => Promise.all([shop.close(), browser.close()]));
beforeEach(() => shop.forget());

/** What a developer would see in red or yellow: errors, refused resources, violations of the security policy. */
const listenForComplaints = (page: Page): string[] => {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  return complaints;
};

const VIEWPORTS = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };

for (const [device, viewport] of Object.entries(VIEWPORTS)) {
  test(`the pages fit a ${device} and complain of nothing`, async () => {
    const context = await browser.newContext({ viewport });
    const page = await context.newPage();
    const complaints = listenForComplaints(page);
    /** Names of pages that are wider than the window. */
    const tooWide: string[] = [];
    const look = async (name: string): Promise<void> => {
      const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
      if (scrollWidth > clientWidth) tooWide.push(`${name} ${scrollWidth}`);
      await page.screenshot({ path: `${SCREENSHOTS}${device}-${name}.png` });
    };

    await page.goto(`${shop.origin}/demo/`);
    await page.getByRole("region", { name: "Privacy choices" }).waitFor();
    await look("home-asked");
    await answerBanner(page, "Accept");
    await untilVisitor(context);
    await look("home");
    await page.goto(`${shop.origin}/demo/p/scarth-boot`);
    await addToCart(page);
    await look("product");
    await page.goto(`${shop.origin}/demo/cart`);
    await page.getByRole("link", { name: "Go to checkout" }).waitFor();
    await look("cart");
    await page.goto(`${shop.origin}/demo/you`);
    await page.getByText("Put Scarth Boot in the cart").waitFor();
    await look("you");

    expect(tooWide).toEqual([]);
    expect(complaints).toEqual([]);
    expect(shop.exchanges.filter(({ status }) => (status ?? 0) >= 400)).toEqual([]);
    await context.close();
  });
}
