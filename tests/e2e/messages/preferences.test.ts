import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildAll } from "../../../scripts/build.ts";
import { createMessageLinks } from "../../../worker/crypto/message-links.ts";
import { siteSecrets } from "../../../worker/crypto/site-secrets.ts";
import { wcagViolations } from "../accessibility.ts";
import { launchBrowser } from "../browser.ts";
import { TestInstance } from "../instance-kit.ts";

const ROOT = "root-secret-of-the-end-to-end-tests-0123456789";
const NOON = Date.UTC(2026, 10, 26, 12);
const EMAIL = "ada@example.com";

let browser: Browser;
let instance: TestInstance;
let pages: Page[] = [];
let link = "";
let picture = "";
let address = "";
let sites = 0;
let site = "";

const call = async (path: string, body?: object, method?: string): Promise<unknown> => {
  const answer = await instance.call(`/sites/${site}${path}`, {
    ...(body === undefined ? {} : { body }),
    ...(method === undefined ? {} : { method }),
  });
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
  return answer.body;
};

const contact = () => call(`/profiles/lookup?email=${EMAIL}`) as Promise<{ profile: string }>;
const wanted = async (): Promise<Record<string, string>> => {
  const { profile } = await contact();
  return ((await call(`/profiles/${profile}`)) as { consent_effective: Record<string, string> })
    .consent_effective;
};

beforeAll(async () => {
  const before = process.env["HALLEY_SECRET"];
  process.env["HALLEY_SECRET"] = ROOT;
  await buildAll();
  [browser, instance] = await Promise.all([launchBrowser(), TestInstance.start()]);
  if (before === undefined) delete process.env["HALLEY_SECRET"];
  else process.env["HALLEY_SECRET"] = before;
});
afterAll(async () => {
  await browser.close();
  await instance.remove();
});

beforeEach(async () => {
  await instance.setClock(NOON);
  sites += 1;
  site = `shop-${sites}`;
  const topics = [
    { id: "offers", name: "Offers" },
    { id: "news", name: "News of the workshop" },
  ];
  await call("", {
    name: "Boot shop",
    origins: [instance.origin],
    timezone: "Europe/Berlin",
    currency: "EUR",
    messaging: { topics },
    consent: { policy_url: `${instance.origin}/privacy` },
  });
  const consent = { analytics_storage: "granted", email_marketing: "granted", sms_marketing: "granted" };
  const events = [{ id: "e1", type: "identify", at: NOON, email: EMAIL, params: { first_name: "Ada" } }];
  await call("/events", { consent, region: "DE", events }, "POST");
  const { profile } = await contact();
  const links = createMessageLinks({
    key: siteSecrets(ROOT, site).link,
    base: `${instance.origin}/h/${site}`,
    ref: { message: "m-1", contact: profile, journey: "cart", step: "first", medium: "email" },
    topic: null,
    recoveryUntil: NOON,
  });
  link = links.unsubscribe;
  picture = links.open;
  address = links.click(`${instance.origin}/h/${site}/p?lang=en`);
});
afterEach(async () => {
  await Promise.all(pages.map((page) => page.context().close()));
  pages = [];
});

const open = async (url: string, options: BrowserContextOptions = {}): Promise<Page> => {
  const context = await browser.newContext({ locale: "en", ...options });
  const page = await context.newPage();
  pages.push(page);
  await page.goto(url);
  return page;
};

describe("the preference page in a browser", () => {
  test.each<[string, BrowserContextOptions]>([
    ["on a desk", { viewport: { width: 1_280, height: 900 } }],
    ["on a small phone", { viewport: { width: 320, height: 640 }, hasTouch: true }],
    ["in the dark", { colorScheme: "dark" }],
    ["in German", { locale: "de" }],
    ["in French", { locale: "fr" }],
  ])("breaks no rule of WCAG and does not scroll sideways %s", async (_, options) => {
    const page = await open(link, options);
    expect(await wcagViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
  });

  test("works without scripts: topics and media are saved, and the result is said", async () => {
    const page = await open(link, { javaScriptEnabled: false });
    expect(await page.getByRole("checkbox", { checked: true }).count()).toBe(4);
    await page.getByLabel("Offers").uncheck();
    await page.getByLabel("Text messages").uncheck();
    await page.getByRole("button", { name: "Save my choices for messages" }).click();
    expect(await page.getByRole("status").textContent()).toBe("Your choices for messages are saved.");
    expect(await page.getByLabel("Offers").isChecked()).toBe(false);
    expect(await page.getByLabel("News of the workshop").isChecked()).toBe(true);
    expect(await wanted()).toMatchObject({ email_marketing: "granted", sms_marketing: "denied" });
  });

  test("stops e-mails by one button with the keyboard alone, and remembers it", async () => {
    const page = await open(link);
    const stop = page.getByRole("button", { name: "Stop e-mails" });
    await page.keyboard.press("Tab");
    expect(await stop.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await page.getByRole("status").waitFor();
    expect(await page.getByRole("status").textContent()).toBe("You will get no more e-mails.");
    expect(await stop.count()).toBe(0);
    expect(await wanted()).toMatchObject({ email_marketing: "denied", sms_marketing: "granted" });
    expect(await wcagViolations(page)).toEqual([]);
    expect(await page.context().cookies()).toEqual([]);
  });

  test("leads to the page of the browser, which knows nothing of the contact", async () => {
    const page = await open(link);
    await page.getByRole("link", { name: "Your data in this browser" }).click();
    await page.waitForURL(/\/p\?lang=en$/);
    expect(await page.content()).not.toContain(EMAIL);
  });

  test("of a link that was cut off says so", async () => {
    const page = await open(link.slice(0, -3));
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("This link does not work");
    expect(await wcagViolations(page)).toEqual([]);
  });
});

test("a message in a browser is opened and clicked by a person", async () => {
  // Without the word by which a browser without a window is known.
  const userAgent = `Mozilla/5.0 (X11; Linux x86_64) Chrome/${browser.version()}`;
  const page = await open("about:blank", { userAgent });
  const body = `<img src="${picture}" alt=""><a href="${address}">go</a>`;
  await page.route("**/webmail", (route) => route.fulfill({ contentType: "text/html", body }));
  await page.goto(`${instance.origin}/webmail`);
  expect(await page.locator("img").evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1);
  await page.getByRole("link").click();
  await page.waitForURL(/\/p\?/);
  await instance.setClock(NOON + 5_000);
  const { profile } = await contact();
  const { events } = (await call(`/profiles/${profile}`)) as { events: { type: string }[] };
  expect(events.map(({ type }) => type).toSorted()).toEqual([
    "identify",
    "message_clicked",
    "message_opened",
  ]);
});
