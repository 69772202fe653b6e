import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { ownShop } from "../snippet/own-shop.ts";
import { call } from "../snippet/page.ts";
import { aWhile, HTML, IMAGE, PICTURE, spot, startAds, TEXT } from "./ads.ts";

const test = ownShop.extend("open", ({ collector, context }) => async (body: string): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(collector.page("/", { body }));
  return page;
}).concurrent;

/** Where nobody sees it before scrolling. */
const BELOW = `style="position:absolute;top:3000px"`;
const remove = (page: Page, selector: string) => page.locator(selector).evaluate((found) => found.remove());
const isEmpty = (page: Page) => page.locator("slot").waitFor({ state: "attached" });

test("is renewed every 30 seconds while what was reserved waits to be seen, and not after", async ({
  collector,
  context,
}) => {
  const ads = startAds(collector, { a: { content: TEXT } });
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(collector.page("/", { body: spot("a", BELOW) }));
  await page.clock.runFor(5_000);
  await ads.until("a.1 rendered");
  await page.clock.runFor(24_000);
  expect(ads.said()).toEqual(["a.1 rendered"]);
  await page.clock.runFor(36_000);
  await collector.until(() => ads.said().length === 3);
  expect(ads.said()).toEqual(["a.1 rendered", "a.1 renewed", "a.1 renewed"]);
  await page.clock.resume();
  await page.locator("a").scrollIntoViewIfNeeded();
  await ads.until("a.1 viewable");
  await page.clock.runFor(90_000);
  await aWhile();
  expect(ads.said().slice(3)).toEqual(["a.1 viewable"]);
});

describe.concurrent("is given back", () => {
  test("when its placement leaves the page", async ({ collector, open }) => {
    const ads = startAds(collector, { a: { content: TEXT } });
    const page = await open(`<main>${spot("a", BELOW)}</main>`);
    await ads.until("a.1 rendered");
    await remove(page, "main");
    await ads.until("a.1 released");
  });

  test("when the page is left", async ({ collector, open }) => {
    const ads = startAds(collector, { a: { content: TEXT } });
    const page = await open(spot("a", BELOW));
    await ads.until("a.1 rendered");
    await page.goto(collector.page("/next", {}));
    await ads.until("a.1 released");
  });

  test("when consent is withdrawn, and what was seen goes too", async ({ collector, open }) => {
    const ads = startAds(collector, { a: { content: TEXT }, b: { content: TEXT } });
    const page = await open(spot("a") + spot("b", BELOW));
    await ads.until("a.1 viewable");
    await call(page, "consent", { ad_storage: "denied" });
    await ads.until("b.2 released");
    expect(await page.locator("[data-halley-placement] a").count()).toBe(0);
    expect(ads.said()).not.toContain("a.1 released");
    await call(page, "consent", { ad_storage: "granted" });
    await ads.until("a.3 rendered", "b.4 rendered");
  });

  test("when it comes after consent was withdrawn, or for what has left", async ({ collector, open }) => {
    const ads = startAds(collector, { a: { content: TEXT } });
    const { reply } = collector.state;
    let answer: (() => void) | undefined;
    collector.state.reply = async (post) => {
      if (post.route === "d") {
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
      }
      return reply(post);
    };
    const page = await open(spot("a"));
    await collector.until(() => ads.questions().length === 1);
    await call(page, "consent", { ad_storage: "denied" });
    answer!();
    await ads.until("a.1 released");
    expect(await page.locator("[data-halley-placement] a").count()).toBe(0);
  });

  test("when a placement of the same name took its place meanwhile: one is shown, one given back", async ({
    collector,
    open,
  }) => {
    const ads = startAds(collector, { a: { content: TEXT } });
    const { reply } = collector.state;
    const answers: (() => void)[] = [];
    collector.state.reply = async (post) => {
      if (post.route === "d") await new Promise<void>((resolve) => void answers.push(resolve));
      return reply(post);
    };
    const page = await open(spot("a"));
    await collector.until(() => answers.length === 1);
    await page.locator("body").evaluate((body, html) => {
      body.innerHTML = html;
    }, spot("a"));
    await collector.until(() => answers.length === 2);
    for (const answer of answers) answer();
    await collector.until(() => ads.said().some((word) => word.endsWith("released")));
    await collector.until(() => ads.said().some((word) => word.endsWith("viewable")));
    expect(ads.said().filter((word) => /(released|viewable)$/.test(word))).toHaveLength(2);
    expect(await page.locator("[data-halley-placement] a").count()).toBe(1);
  });

  test("not when what was seen leaves the page", async ({ collector, open }) => {
    const ads = startAds(collector, { a: { content: TEXT } });
    const page = await open(spot("a"));
    await ads.until("a.1 viewable");
    await remove(page, "[data-halley-placement]");
    await page.goto(collector.page("/next", {}));
    await aWhile();
    expect(ads.said()).toEqual(["a.1 rendered", "a.1 viewable"]);
  });
});

test.for<[string, number]>([
  ["rendered", 403],
  ["rendered", 409],
  ["viewable", 409],
])(
  "refused when %s with %i takes down what is shown, and gives nothing back",
  async ([state, status], { collector, open }) => {
    const ads = startAds(collector, { a: { content: TEXT } });
    ads.refuse(state, status);
    const page = await open(`<div data-halley-placement="a">Our own</div>`);
    await ads.until(`a.1 ${state}`);
    await isEmpty(page);
    expect(await page.getByText("Our own").isVisible()).toBe(true);
    await aWhile();
    expect(ads.said().at(-1)).toBe(`a.1 ${state}`);
  },
);

test("an error of the server takes nothing down", async ({ collector, open }) => {
  const ads = startAds(collector, { a: { content: TEXT } });
  ads.refuse("rendered", 500);
  const page = await open(spot("a"));
  await ads.until("a.1 viewable");
  expect(await page.getByText("Still thinking?").isVisible()).toBe(true);
});

test("where fetch is blocked the word goes as a beacon", async ({ collector, context, open }) => {
  const ads = startAds(collector, { a: { content: TEXT } });
  await context.addInitScript(() => {
    const send = window.fetch.bind(window);
    window.fetch = (input, init) => {
      if (init?.keepalive) throw new TypeError("blocked");
      return send(input, init);
    };
  });
  await open(spot("a"));
  await ads.until("a.1 rendered", "a.1 viewable");
});

test("a page from the back/forward cache asks anew for all", async ({ collector, open }) => {
  const ads = startAds(collector, { a: { content: TEXT }, b: { content: HTML } });
  const page = await open(spot("a") + spot("b"));
  await ads.until("a.1 viewable", "b.2 viewable");
  await page.evaluate(() => {
    document.documentElement.dataset["isKept"] = "yes";
  });
  await page.goto(collector.page("/next", {}));
  await page.goBack({ waitUntil: "commit" });
  await ads.until("a.3 viewable", "b.4 viewable");
  expect(ads.questions().map(({ placements }) => placements)).toEqual([
    ["a", "b"],
    ["a", "b"],
  ]);
  expect(await page.locator("html[data-is-kept]").count()).toBe(1);
});

test("a tab that closes right after it was seen has told so, by a request that outlives it", async ({
  collector,
  context,
}) => {
  const ads = startAds(collector, { a: { content: TEXT } });
  const page = await context.newPage();
  const kept: unknown[] = [];
  await page.exposeFunction("closeNow", (keepalive: unknown) => {
    kept.push(keepalive);
    void page.close();
  });
  await page.addInitScript(() => {
    const { closeNow } = window as unknown as { closeNow: (keepalive: unknown) => void };
    const send = window.fetch.bind(window);
    window.fetch = (input, init) => {
      if (JSON.stringify(init?.body).includes("viewable")) closeNow(!!init?.keepalive);
      return send(input, init);
    };
  });
  const closed = page.waitForEvent("close");
  await page.goto(collector.page("/", { body: spot("a") }));
  await closed;
  await ads.until("a.1 viewable");
  expect(kept).toEqual([true]);
});

describe.concurrent("a click is told", () => {
  test("of a link, also with the wheel, and what was clicked is not given back", async ({
    collector,
    open,
  }) => {
    const ads = startAds(collector, { a: { content: { ...TEXT, href: `${collector.origin}/boots` } } });
    const page = await open(spot("a"));
    await page.locator("[data-halley-placement] a").click();
    await page.waitForURL("**/boots");
    await ads.until("a.1 clicked");
    expect(ads.said()).not.toContain("a.1 released");
  });

  test("of an image, with the wheel", async ({ collector, context, open }) => {
    await context.route("**/boots.svg", (route) => route.fulfill(PICTURE));
    await context.route("**/boots", (route) => route.fulfill({ body: "boots" }));
    const ads = startAds(collector, { a: { content: IMAGE } });
    const page = await open(spot("a"));
    await page.getByRole("img").click({ button: "right" });
    await page.getByRole("img").click({ button: "middle" });
    await ads.until("a.1 clicked");
    expect(ads.said().filter((word) => word === "a.1 clicked")).toHaveLength(1);
  });

  test("of a frame", async ({ collector, open }) => {
    const ads = startAds(collector, { a: { content: HTML } });
    const page = await open(spot("a"));
    await ads.until("a.1 rendered");
    await page.getByTitle("Our boots").click();
    await ads.until("a.1 clicked");
  });
});
