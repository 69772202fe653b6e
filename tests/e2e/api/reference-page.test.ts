import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { listOperations } from "../../../api/operations.ts";
import { launchBrowser } from "../browser.ts";
import { TestInstance } from "../instance-kit.ts";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const WIDE = { viewport: { width: 1_280, height: 900 } };
const NARROW = { viewport: { width: 390, height: 844 } };

let browser: Browser;
let instance: TestInstance;
let pages: Page[] = [];

beforeAll(async () => {
  [browser, instance] = await Promise.all([launchBrowser(), TestInstance.start()]);
  await instance.call("/sites/shop", {
    body: { name: "Boot shop", origins: [], timezone: "Europe/Berlin", currency: "EUR" },
  });
});
afterAll(async () => {
  await browser.close();
  await instance.remove();
});
afterEach(async () => {
  await Promise.all(pages.map((page) => page.context().close()));
  pages = [];
});

interface Opened {
  readonly page: Page;
  /** Complaints of the page, and addresses it asked for. */
  readonly faults: string[];
  readonly asked: string[];
}

const openPage = async (options: BrowserContextOptions, hash = ""): Promise<Opened> => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  pages.push(page);
  const faults: string[] = [];
  const asked: string[] = [];
  page.on("console", (message) => void faults.push(message.text()));
  page.on("pageerror", (error) => void faults.push(String(error)));
  page.on("request", (request) => void asked.push(request.url()));
  await page.goto(`${instance.origin}/docs${hash}`);
  return { page, faults, asked };
};

const isWithinWidth = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);

interface Axe {
  run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

const violationsOf = async (page: Page): Promise<string[]> => {
  // The page's policy lets in no other script: the checker comes in beside it.
  await page
    .context()
    .newCDPSession(page)
    .then((session) => session.send("Page.setBypassCSP", { enabled: true }));
  await page.evaluate(readFileSync(AXE, "utf8"));
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: Axe };
    const { violations } = await axe.run({ resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`);
  });
};

describe("the reference", () => {
  test("shows every operation to who has no scripts, and leads to each from its contents", async () => {
    const { page } = await openPage({ ...WIDE, javaScriptEnabled: false });
    const headings = await page
      .locator(".operation h3 a")
      .evaluateAll((found) => found.map((link) => [link.getAttribute("href"), link.textContent]));
    expect(new Map(headings as [string, string][])).toEqual(
      new Map(listOperations().map(({ id, summary }) => [`#${id}`, summary])),
    );
    const contents = await page
      .locator("nav a")
      .evaluateAll((found) => found.map((link) => link.getAttribute("href")));
    for (const { id } of listOperations())
      expect(contents.filter((href) => href === `#${id}`)).toHaveLength(1);
    expect(await page.locator(".try:visible, .key:visible, .find:visible").count()).toBe(0);
  });

  test("has no link within the page that leads nowhere", async () => {
    const { page } = await openPage(WIDE);
    const broken = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')]
        .map(({ hash }) => hash.slice(1))
        .filter((id) => document.getElementById(id) === null),
    );
    expect(broken).toEqual([]);
  });

  test.each([
    ["wide and light", { ...WIDE, colorScheme: "light" }],
    ["narrow and dark", { ...NARROW, colorScheme: "dark" }],
  ] as const)(
    "%s fits, loads nothing but itself, breaks no rule of its policy and none of accessibility",
    async (_, options) => {
      const { page, faults, asked } = await openPage(options);
      expect(await isWithinWidth(page)).toBe(true);
      expect(asked.filter((url) => !url.startsWith("data:"))).toEqual([`${instance.origin}/docs`]);
      await page.locator("#createKey .try summary").click();
      await page.locator("#schemas ~ details").first().locator("summary").first().click();
      expect(await isWithinWidth(page)).toBe(true);
      expect(faults).toEqual([]);
      expect(await violationsOf(page)).toEqual([]);
    },
  );

  test("tries an operation out with a key that is kept nowhere", async () => {
    const { page } = await openPage(WIDE);
    await page.getByLabel("Site", { exact: true }).fill("shop");
    await page.getByLabel("Key", { exact: true }).fill(instance.adminKey);
    const panel = page.locator("#putAudience .try");
    await panel.locator("summary").click();
    await panel.getByLabel("id").fill("viewers");
    await panel.getByRole("button").click();
    await panel.locator("output p").waitFor();
    expect(await panel.locator("output p").textContent()).toMatch(
      /^201 · \d+ ms · request-id: [0-9a-f-]{36}/,
    );
    expect(JSON.parse((await panel.locator("output pre").textContent())!)).toMatchObject({
      id: "viewers",
      version: 1,
    });
    const kept = await page.evaluate(() =>
      JSON.stringify([Object.keys(localStorage), Object.keys(sessionStorage), document.cookie]),
    );
    expect(kept).toBe('[[],[],""]');
    await page.reload();
    expect(await page.getByLabel("Key", { exact: true }).inputValue()).toBe("");
  });

  test("finds operations by words, and opens the schema that a link leads to", async () => {
    const { page } = await openPage(WIDE, "#schema-Cap");
    expect(await page.locator("#schema-Cap").getAttribute("open")).toBe("");
    await page.getByLabel("Find an operation").fill("dead replay channel");
    expect(await page.locator("nav li:visible li:visible").count()).toBe(1);
    expect(await page.locator("nav .tag:visible").allTextContents()).toEqual(["Channels"]);
    await page.getByLabel("Find an operation").fill("no such thing");
    expect(await page.locator("nav .tag:visible").count()).toBe(0);
    expect(await page.getByText("Nothing is called that.").isVisible()).toBe(true);
    await page.getByLabel("Find an operation").fill("dead replay channel");
    await page.getByLabel("Find an operation").press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(page.url()).toMatch(/#(?:tag-channels|replayDeadLetters)$/);
  });
});
