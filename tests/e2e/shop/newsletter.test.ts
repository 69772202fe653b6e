import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { Shop, until } from "./shop.ts";
import { answerBanner, askForLetter, callHalley, REFUSED, storageIn } from "./visitor.ts";

let shop: Shop;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  [shop, browser] = await Promise.all([Shop.open({ journeys: true }), launchBrowser()]);
});
afterAll(() => Promise.all([shop.close(), browser.close()]));
beforeEach(async () => {
  shop.forget();
  context = await browser.newContext();
});
afterEach(() => context.close());

const openHome = async (answer: "Refuse" | null): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(`${shop.origin}/demo/`);
  await page.getByRole("region", { name: "Privacy choices" }).waitFor();
  if (answer !== null) await answerBanner(page, answer);
  return page;
};

/** What was told with the address, and that neither the beacon nor the browser holds anything to know the visitor by. */
const expectNothingElseKept = async (page: Page, email: string, choices: object): Promise<void> => {
  const { items, databases } = await storageIn(page);
  expect(databases).toEqual([]);
  expect(Object.keys(items)).toEqual(["h.demo"]);
  expect(JSON.parse(items["h.demo"]!)).toEqual({ c: choices, t: expect.any(Number), u: false });
  await shop.leave(context);
  expect(await context.cookies()).toEqual([]);
  const told = shop.beacons().map(({ body, exchange }) => [body.consent, body.events, exchange.setCookies]);
  const said = { id: expect.any(String), type: "identify", at: expect.any(Number), email };
  expect(told).toEqual([[choices, [said], []]]);
};

test("whoever refused everything signs up by the form, gets the letter, and is not remembered", async () => {
  const page = await openHome("Refuse");
  await askForLetter(page, "ada@example.org");
  const contact = await until(() => shop.contactOf("ada@example.org"));
  expect(await shop.untilWritten("ada@example.org", 1)).toEqual(["Welcome to Fell & Fen"]);
  await page.goto(`${shop.origin}/demo/inbox`);
  expect(await page.textContent(".mail-open h2")).toBe("Welcome to Fell & Fen");
  await expectNothingElseKept(page, "ada@example.org", { ...REFUSED, email_marketing: "granted" });
  expect(await shop.profile(contact)).toMatchObject({ events: [], visitors: [] });
});

test("so does whoever has not answered yet, and by a call", async () => {
  const page = await openHome(null);
  await callHalley(page, "identify", {
    email: "bea@example.org",
    consent: { email_marketing: "granted" },
    params: { first_name: "Bea" },
  });
  expect(await shop.untilWritten("bea@example.org", 1)).toEqual(["Welcome to Fell & Fen"]);
  await expectNothingElseKept(page, "bea@example.org", { email_marketing: "granted" });
});

test("without the tick the address stays where it is", async () => {
  const page = await openHome("Refuse");
  await askForLetter(page, "cleo@example.org", false);
  await callHalley(page, "identify", { email: "cleo@example.org" });
  await shop.leave(context);
  expect(shop.beacons()).toEqual([]);
  expect(await shop.contactOf("cleo@example.org")).toBe(undefined);
});
