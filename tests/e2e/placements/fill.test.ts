import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import type { CreativeContent } from "../../../schemas/campaign.ts";
import type { PageOptions } from "../snippet/collector.ts";
import { ownShop } from "../snippet/own-shop.ts";
import { call, type Complaints, listenForComplaints } from "../snippet/page.ts";
import { aWhile, HTML, IMAGE, PICTURE, spot, startAds, TEXT } from "./ads.ts";

const test = ownShop
  .extend("complaints", (): Complaints => [])
  .extend(
    "open",
    ({ collector, context, complaints }) =>
      async (body: string, options: PageOptions = {}): Promise<Page> => {
        await context.route("**/boots.svg", (route) => route.fulfill(PICTURE));
        const page = await context.newPage();
        listenForComplaints(page, complaints);
        await page.goto(collector.page("/", { ...options, body }));
        return page;
      },
  )
  .extend(
    "loaded",
    ({ collector }) =>
      () =>
        collector.state.requests.filter((path) => path.startsWith("/h/demo/p-")),
  ).concurrent;

const ADS = { ad_storage: "granted" } as const;

const hand = (page: Page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        (window as unknown as { halley: (...call: unknown[]) => void }).halley("audiences", resolve);
      }),
  );

describe.concurrent("audiences for the ad stack of the page", () => {
  test("are handed over as they are, and as OpenRTB has them", async ({ collector, open }) => {
    startAds(collector, {});
    const page = await open("<p>Shoes</p>");
    await collector.until(() => collector.state.beacons.length > 0);
    expect(await hand(page)).toEqual({
      audiences: ["boots", "coats"],
      ortb2: { user: { data: [{ name: "127.0.0.1", segment: [{ id: "boots" }, { id: "coats" }] }] } },
    });
  });

  test("are none without consent, and nothing is asked", async ({ collector, open }) => {
    collector.optIn();
    const ads = startAds(collector, {});
    const page = await open("<p>Shoes</p>");
    expect(await hand(page)).toMatchObject({ audiences: [] });
    expect(ads.questions()).toEqual([]);
  });
});

describe.concurrent("asking", () => {
  test("is done once for all placements of a page, with the choices", async ({
    collector,
    complaints,
    open,
  }) => {
    collector.optIn();
    const ads = startAds(collector, { a: { content: TEXT }, c: { content: TEXT } });
    const page = await open(spot("a") + spot("b") + spot("c") + spot("a") + spot("Not A Name"));
    await call(page, "consent", ADS);
    await ads.until("a.1 rendered", "c.2 rendered");
    await aWhile();
    expect(ads.questions()).toEqual([{ placements: ["a", "b", "c"], consent: ADS }]);
    expect(collector.state.posts.map(({ contentType }) => contentType)).toEqual(
      collector.state.posts.map(() => "text/plain;charset=UTF-8"),
    );
    expect(complaints).toEqual([]);
  });

  test("is not done on a page without placements, and nothing is loaded for it", async ({
    collector,
    open,
    loaded,
  }) => {
    await open("<p>Shoes</p>");
    await collector.until(() => collector.state.beacons.length > 0);
    await aWhile();
    expect(loaded()).toEqual([]);
  });

  test("is not done without consent, and done after a late one", async ({ collector, open, loaded }) => {
    collector.optIn();
    const ads = startAds(collector, { a: { content: TEXT } });
    const page = await open(spot("a"));
    await call(page, "consent", { analytics_storage: "granted", ad_storage: "denied" });
    await collector.until(() => collector.state.beacons.length > 0);
    await aWhile();
    expect([loaded(), ads.questions()]).toEqual([[], []]);
    await call(page, "consent", ADS);
    await ads.until("a.1 rendered");
  });

  test("waits for the consent tool that is on the page", async ({ collector, open, loaded }) => {
    const ads = startAds(collector, { a: { content: TEXT } });
    await open(spot("a"), { head: "<script>window.__tcfapi = () => {}</script>" });
    await aWhile();
    expect([loaded(), ads.questions()]).toEqual([[], []]);
  });

  test("is not done where Global Privacy Control is honoured", async ({
    collector,
    context,
    open,
    loaded,
  }) => {
    startAds(collector, { a: { content: TEXT } });
    await context.addInitScript(() => {
      Object.defineProperty(navigator, "globalPrivacyControl", { value: true });
    });
    await open(spot("a"));
    await collector.until(() => collector.state.beacons.length > 0);
    await aWhile();
    expect(loaded()).toEqual([]);
  });

  test("is done for what comes later, the first and the next", async ({ collector, open }) => {
    const ads = startAds(collector, { a: { content: TEXT }, b: { content: TEXT }, c: { content: TEXT } });
    const page = await open("<main></main>");
    const add = (html: string) =>
      page.locator("main").evaluate((main, more) => {
        main.insertAdjacentHTML("beforeend", more);
      }, html);
    await page.waitForLoadState("load");
    await add(spot("a"));
    await ads.until("a.1 rendered");
    await add(spot("b") + spot("c"));
    await ads.until("b.2 rendered", "c.3 rendered");
    expect(ads.questions().map(({ placements }) => placements)).toEqual([["a"], ["b", "c"]]);
  });

  test("of more than a question may name takes two", async ({ collector, open }) => {
    const ads = startAds(collector, {});
    await open(Array.from({ length: 21 }, (_, index) => spot(`s${index}`)).join(""));
    await collector.until(() => ads.questions().length === 2);
    expect(ads.questions().map(({ placements }) => placements?.length)).toEqual([20, 1]);
  });

  test("without an answer leaves the page as it was", async ({ collector, complaints, open }) => {
    const page = await open(`<div data-halley-placement="a">Our own</div>`);
    await collector.until(() => collector.state.posts.length > 0);
    await aWhile();
    expect(await page.getByText("Our own").isVisible()).toBe(true);
    expect(complaints).toEqual([]);
  });
});

const POLICY =
  "script-src 'nonce-x' 'strict-dynamic'; style-src 'none'; frame-src 'none'; require-trusted-types-for 'script'";
const STRICT: PageOptions = {
  headers: { "content-security-policy": POLICY },
  script: `<script nonce="x" async src="/h/demo.js"></script>`,
};

test("two creatives of HTML share one policy, which a page that names its policies allows once", async ({
  collector,
  complaints,
  open,
}) => {
  const content = { ...HTML, html: "<b>Boots</b>" };
  const ads = startAds(collector, { a: { content }, b: { content } });
  const page = await open(spot("a") + spot("b"), {
    ...STRICT,
    headers: { "content-security-policy": `${POLICY}; trusted-types halley` },
  });
  await ads.until("a.1 rendered", "b.2 rendered");
  expect(await page.locator("iframe").count()).toBe(2);
  expect(complaints).toEqual([]);
});

describe.concurrent.each<[string, PageOptions]>([
  ["an ordinary page", {}],
  ["a page with a strict policy and trusted types", STRICT],
])("on %s", (_, options) => {
  test("a text has a headline, a body and a link", async ({ collector, complaints, open }) => {
    const ads = startAds(collector, { a: { content: TEXT } });
    const page = await open(spot("a"), options);
    await ads.until("a.1 rendered");
    const host = page.locator("[data-halley-placement] > div > div");
    expect(await host.innerText()).toMatch(/^Still thinking\?\s+They are still here\.\s+See them$/);
    expect(await host.getByRole("link", { name: "See them" }).getAttribute("href")).toBe(
      "https://shop.example/boots",
    );
    expect(complaints).toEqual([]);
  });

  test("an image has its size and its words, and is a link", async ({ collector, complaints, open }) => {
    const ads = startAds(collector, { a: { content: IMAGE } });
    const page = await open(spot("a"), options);
    await ads.until("a.1 rendered");
    const image = page.getByRole("link").getByRole("img", { name: "Boots" });
    expect(await image.boundingBox()).toMatchObject({ width: 300, height: 250 });
    expect(complaints).toEqual([]);
  });

  test("html is in a frame that can do nothing", async ({ collector, complaints, open }) => {
    const ads = startAds(collector, { a: { content: HTML } });
    const page = await open(spot("a"), options);
    await ads.until("a.1 rendered");
    const frame = page.getByTitle("Our boots");
    expect(await frame.boundingBox()).toMatchObject({ width: 300, height: 250 });
    expect(await frame.getAttribute("sandbox")).toBe("allow-popups allow-popups-to-escape-sandbox");
    expect(await frame.contentFrame().locator("b").innerText()).toBe("Boots");
    expect(await page.title()).toBe("Shop");
    expect(complaints.filter((text) => !/frame is sandboxed|inline (style|script)/i.test(text))).toEqual([]);
  });
});

test("an address that is not of the web is not shown", async ({ collector, open }) => {
  const ads = startAds(collector, { a: { content: { ...TEXT, href: "javascript:alert(1)" } } });
  const page = await open(`<div data-halley-placement="a">Our own</div>`);
  await ads.until("a.1 released");
  expect(await page.getByText("Our own").isVisible()).toBe(true);
});

test("an image that does not load makes room for the page's own content", async ({ collector, open }) => {
  const ads = startAds(collector, { a: { content: { ...IMAGE, src: `${collector.origin}/none` } } });
  const page = await open(`<div data-halley-placement="a">Our own</div>`);
  await ads.until("a.1 released");
  expect(await page.getByText("Our own").isVisible()).toBe(true);
  expect(ads.said()).toEqual(["a.1 released"]);
});

test("an element that can have no shadow tree gives its reservation back", async ({
  collector,
  complaints,
  open,
}) => {
  const ads = startAds(collector, { a: { content: TEXT } });
  await open(`<button data-halley-placement="a">Buy</button>`);
  await ads.until("a.1 released");
  expect(complaints).toEqual([]);
});

/** How much of the page has moved by itself. */
const shift = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const values = list.getEntries().map((entry) => (entry as { value?: number }).value ?? 0);
          resolve(values.reduce((sum, value) => sum + value, 0));
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(resolve, 500, 0);
      }),
  );

describe.concurrent("nothing moves", () => {
  const BELOW = "<p>What is below stays where it is.</p>";

  test.for<[string, CreativeContent]>([
    ["text", TEXT],
    ["image", IMAGE],
    ["html", HTML],
  ])("where the page keeps the room: %s", async ([, content], { collector, open }) => {
    const ads = startAds(collector, { a: { content } });
    const page = await open(spot("a", `style="min-height:250px"`) + BELOW);
    await ads.until("a.1 viewable");
    expect(await shift(page)).toBe(0);
  });

  test("between question and answer where the placement says its size, nor when a creative is taken down", async ({
    collector,
    open,
  }) => {
    const ads = startAds(collector, { a: { content: IMAGE } });
    ads.refuse("viewable", 409);
    const page = await open(spot("a", `data-halley-size="300x250"`));
    await ads.until("a.1 viewable");
    await page.locator("slot").waitFor({ state: "attached" });
    const box = await page.locator("[data-halley-placement]").boundingBox();
    expect(box).toMatchObject({ width: 300, height: 250 });
    expect(await shift(page)).toBe(0);
  });
});

describe.concurrent("the close button", () => {
  test("takes the creative down, and gives back what was not seen", async ({ collector, open }) => {
    const ads = startAds(collector, { a: { content: IMAGE, closable: true } });
    const page = await open(spot("a") + `<p>below</p>`);
    const close = page.getByRole("button", { name: "Close" });
    await close.click();
    await ads.until("a.1 released");
    expect(await page.getByRole("img").count()).toBe(0);
    expect(await page.locator("[data-halley-placement]").boundingBox()).toMatchObject({ height: 0 });
  });

  test("says nothing of what was seen", async ({ collector, open }) => {
    const ads = startAds(collector, { a: { content: IMAGE, closable: true } });
    const page = await open(spot("a"));
    await ads.until("a.1 viewable");
    await page.getByRole("button", { name: "Close" }).click();
    await page.locator("slot").waitFor({ state: "attached" });
    await aWhile();
    expect(ads.said()).toEqual(["a.1 rendered", "a.1 viewable"]);
  });
});
