import { Hono } from "hono";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createInbox } from "../../../demo/inbox.ts";
import type { InboxMessage } from "../../../demo/pages/inbox.ts";
import { securityHeaders } from "../../../demo/security-headers.ts";
import type { ShopPorts } from "../../../demo/shop-ports.ts";
import { launchBrowser } from "../browser.ts";
import { Shop } from "./shop.ts";
import { answerBanner } from "./visitor.ts";

/** For people to look at; nothing compares them. */
const SCREENSHOTS = fileURLToPath(new URL("../../../build/screenshots/", import.meta.url));

const NOON = Date.UTC(2026, 10, 25, 12);
const NOTHING = { to: null, subject: null, html: null, text: null, url: null, headers: {} };
const MESSAGES: InboxMessage[] = [
  {
    ...NOTHING,
    id: "msg_2",
    contact: "c00abc",
    medium: "email",
    at: NOON,
    to: "ada@example.com",
    subject: "Ada, your boots <are> waiting",
    html: `<body style="margin:0;font-family:Georgia"><div style="background:#16241f;color:#fff;padding:24px">
      <h1 id="head">Still thinking?</h1><a id="link" style="color:#e9b72a" href="/demo/c/footwear">See them</a></div>
      <script>document.title = "broken"; parent.document.title = "broken"</script>`,
    text: "Still thinking?\n\nSee them: https://shop.example/",
    headers: { "List-Unsubscribe": "<https://shop.example/h/demo/u/token>" },
  },
  {
    ...NOTHING,
    id: "msg_1",
    contact: "c00abc",
    medium: "push",
    at: NOON - 60_000,
    subject: "Boots",
    text: "Still there.",
    url: "https://shop.example/h/demo/l/token",
  },
  {
    ...NOTHING,
    id: "msg_0",
    contact: "c00abc",
    medium: "sms",
    at: NOON - 120_000,
    to: "+491701234567",
    text: "Hi",
  },
];

let shop: Shop;
let browser: Browser;
let context: BrowserContext;
let messages: InboxMessage[];

/** The pages as the shop serves them, with messages of this test behind. */
const pages = new Hono<{ Bindings: ShopPorts }>();
pages.use(securityHeaders());
pages.route("/demo/inbox", createInbox());

const ports = {
  askHalley: async (path: string) =>
    path === "/v1/sites/demo/inbox" ? Response.json({ messages }) : new Response(null, { status: 500 }),
} as ShopPorts;

beforeAll(async () => {
  await mkdir(SCREENSHOTS, { recursive: true });
  [shop, browser] = await Promise.all([Shop.open(), launchBrowser()]);
});
afterAll(() => Promise.all([shop.close(), browser.close()]));
beforeEach(async () => {
  messages = MESSAGES;
  context = await browser.newContext({ viewport: { width: 1440, height: 1100 } });
});
afterEach(() => context.close());

const open = async (path = ""): Promise<Page> => {
  await context.route("**/demo/inbox**", async (route) => {
    const answer = await pages.request(route.request().url(), {}, ports);
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: await answer.text(),
    });
  });
  const page = await context.newPage();
  await page.goto(`${shop.origin}/demo/inbox${path}`);
  await answerBanner(page, "Refuse");
  return page;
};

test("the newest message is open, with all of it, in a frame where no script runs", async () => {
  const page = await open();
  expect(await page.textContent(".mail-open h2")).toBe("Ada, your boots <are> waiting");
  const letter = page.frameLocator(".mail-html");
  expect(await letter.locator("#head").textContent()).toBe("Still thinking?");
  const background = await letter
    .locator("div")
    .evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(background).toBe("rgb(22, 36, 31)");
  expect(await page.title()).toBe("Inbox | Fell & Fen");
  expect(await page.textContent(".mail-text")).toBe("Still thinking?\n\nSee them: https://shop.example/");
  await page.click("summary");
  expect(await page.textContent(".mail-headers dd")).toBe("<https://shop.example/h/demo/u/token>");
  await page.screenshot({ path: `${SCREENSHOTS}inbox.png`, fullPage: true });
});

test("a link in it opens beside the shop", async () => {
  const page = await open();
  const opening = context.waitForEvent("page");
  await page.frameLocator(".mail-html").locator("#link").click();
  const beside = await opening;
  await beside.waitForURL("**/demo/c/footwear");
});

test("the others are a click away", async () => {
  const page = await open();
  expect(await page.locator(".mail-name").allTextContents()).toEqual([
    "Ada, your boots <are> waiting",
    "Boots",
    "Hi",
  ]);
  await page.locator(".mail-name", { hasText: /^Boots$/ }).click();
  expect(await page.textContent(".mail-open h2")).toBe("Boots");
  expect(await page.getAttribute(".mail-open .button", "href")).toBe("https://shop.example/h/demo/l/token");
  expect(await page.getAttribute("[aria-current=true] .mail-medium", "class")).toBe("mail-medium");
  await page.screenshot({ path: `${SCREENSHOTS}inbox-push.png`, fullPage: true });
});

test("without messages it says how one comes, on the instance itself", async () => {
  const page = await context.newPage();
  await page.goto(`${shop.origin}/demo/inbox`);
  expect(await page.textContent("main h2")).toBe("No messages");
  await answerBanner(page, "Refuse");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: `${SCREENSHOTS}inbox-empty.png`, fullPage: true });
});
