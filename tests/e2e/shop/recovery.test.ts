import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { Shop, until } from "./shop.ts";
import { acceptAtHome, addToCart, askForLetter, untilVisitor, visitorIn } from "./visitor.ts";

const MINUTE_MS = 60_000;
const ADA = "ada@example.org";
const LEFT = "You left something behind";

let shop: Shop;
let browser: Browser;
let contact: string;
let inbox: string;
let context: BrowserContext;

const leaveCart = async (): Promise<void> => {
  const adas = await browser.newContext();
  const { page, visitor } = await acceptAtHome(adas, shop.origin);
  await page.goto(`${shop.origin}/demo/p/scarth-boot`);
  await page.getByRole("radio", { name: "42" }).check();
  await addToCart(page);
  await page.goto(`${shop.origin}/demo/cart`);
  const { at } = await shop.untilKept(visitor, "view_cart");
  await page.goto(`${shop.origin}/demo/`);
  await askForLetter(page, ADA);
  contact = await until(() => shop.contactOf(ADA));
  await shop.leave(adas);
  await shop.instance.setClock(at + MINUTE_MS);
  expect(await shop.untilWritten(ADA, 2)).toContain(LEFT);
  await adas.close();
};

beforeAll(async () => {
  [shop, browser] = await Promise.all([Shop.open({ journeys: true }), launchBrowser()]);
  inbox = `${shop.origin}/demo/inbox`;
  await leaveCart();
});
afterAll(() => Promise.all([shop.close(), browser.close()]));
beforeEach(async () => {
  context = await browser.newContext();
});
afterEach(() => context.close());

/** Opens the message in this browser and follows one of its links. */
const follow = async (link: string): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(inbox);
  await page.locator(".mail-name", { hasText: LEFT }).click();
  const opening = context.waitForEvent("page");
  await page.frameLocator(".mail-html").getByRole("link", { name: link }).click();
  const opened = await opening;
  await opened.waitForLoadState("load");
  return opened;
};

const expectCart = async (page: Page): Promise<void> => {
  await page.getByText("Your cart is back").waitFor();
  await page.locator(".line", { hasText: "Scarth Boot" }).waitFor();
  expect(await page.textContent("[data-cart-count]")).toBe("1");
  expect(await page.locator("[data-variant]").first().textContent()).toBe("42");
  expect(await page.locator(".line select").inputValue()).toBe("1");
  expect(new URL(page.url()).search).not.toContain("halley_cart");
};

test("the link of the message restores the cart in a browser that is nobody's, and makes it nobody's still", async () => {
  const page = await follow("Back to your cart");
  await expectCart(page);
  await page.reload();
  await page.locator(".line", { hasText: "Scarth Boot" }).waitFor();
  expect(await page.getByText("Your cart is back").isVisible()).toBe(false);
  await shop.leave(context);
  expect(await visitorIn(context)).toBe(undefined);
});

test("somebody else gets the cart that the link is for, and nothing of whose it is", async () => {
  const { page: home } = await acceptAtHome(context, shop.origin);
  await askForLetter(home, "bea@example.org");
  const other = await until(() => shop.contactOf("bea@example.org"));
  const before = (await shop.profile(contact))?.visitors;
  const visitor = await untilVisitor(context);
  const page = await follow("Back to your cart");
  await expectCart(page);
  const seen = await shop.untilKept(other, "view_cart");
  await shop.leave(context);
  expect(seen).toMatchObject({ items: [{ item_id: "scarth-boot", item_variant: "42", quantity: 1 }] });
  expect(await visitorIn(context)).toBe(visitor);
  expect((await shop.profile(contact))?.visitors).toEqual(before);
  const bea = await shop.profile(other);
  expect(bea?.events.map(({ type }) => type)).not.toContain("add_to_cart");
  expect(JSON.stringify(bea)).not.toMatch(/halley_cart=(?!\[removed\])/);
  expect(JSON.stringify(await shop.profile(contact))).not.toMatch(/halley_cart=(?!\[removed\])/);
});

test("the message's other links lead to what the contact gets, by topic", async () => {
  const page = await follow("Choose what you get");
  await page.getByLabel("Reminders of what was left in the cart").waitFor();
  await page.getByLabel("The letter, four times a year").waitFor();
});
