import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import type { CreativeContent } from "../../../schemas/campaign.ts";
import { ownShop } from "../snippet/own-shop.ts";
import { type Ads, aWhile, HTML, spot, startAds } from "./ads.ts";

const VIEW = { width: 1_000, height: 600 };

interface Scene {
  content?: CreativeContent;
  /** Of the placement. */
  style?: string;
  around?: (placement: string) => string;
}

/** So that only so many of its pixels are in view, from below. */
const inView = (px: number): string => `position:absolute;left:0;top:${VIEW.height - px}px`;

const test = ownShop.extend(
  "open",
  ({ collector, context }) =>
    async ({ content = HTML, style = "", around = (inner) => inner }: Scene) => {
      const ads = startAds(collector, { a: { content }, other: { content: HTML } });
      const page = await context.newPage();
      await page.setViewportSize(VIEW);
      await page.goto(
        collector.page("/", {
          head: "<style>body{margin:0}</style>",
          body: around(spot("a", `style="${style}"`)),
        }),
      );
      await ads.until("a.1 rendered");
      return { page, ads };
    },
).concurrent;

/** Brings something that is in view for sure: when it counts as seen, what came before it would, too. */
const untilAnotherIsSeen = async (page: Page, ads: Ads): Promise<void> => {
  await page.evaluate(
    (other) => document.body.insertAdjacentHTML("beforeend", other),
    spot("other", `style="position:fixed;right:0;top:270px"`),
  );
  await ads.until("other.2 viewable");
};

/** When the page sent the first of its words, by its own clock: how long they were on their way does not count. */
const timesOfWords = async (page: Page, count: number): Promise<number[]> => {
  const times = await page.waitForFunction((wanted) => {
    const words = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith("/h/demo/c"));
    return words.length >= wanted && words.map(({ startTime }) => startTime).toSorted((a, b) => a - b);
  }, count);
  return (await times.jsonValue()) || [];
};

const COVER = "position:absolute;top:0;left:0;width:300px;background:white";

const large = (width: number): CreativeContent => ({ ...HTML, width, height: 250 });

describe.concurrent("counts as seen", () => {
  test.for<[string, Scene]>([
    ["all of it in view", {}],
    ["half of it in view", { style: inView(125) }],
    ["three tenths of a large one", { content: large(970), style: inView(75) }],
    ["half of one a pixel narrower", { content: large(969), style: inView(125) }],
    [
      "under something that is not over its middle",
      { around: (it) => `${it}<div style="${COVER};height:90px"></div>` },
    ],
    [
      "in a parent that lets a little shine through",
      { around: (it) => `<div style="opacity:.1">${it}</div>` },
    ],
  ])("%s", async ([, scene], { open }) => {
    const { page, ads } = await open(scene);
    await ads.until("a.1 viewable");
    const [rendered = NaN, viewable = NaN] = await timesOfWords(page, 2);
    expect(viewable - rendered).toBeGreaterThan(950);
  });
});

describe.concurrent("does not count as seen", () => {
  test.for<[string, Scene]>([
    ["49 % of it in view", { style: inView(122) }],
    ["less than three tenths of a large one", { content: large(970), style: inView(74) }],
    ["three tenths of one a pixel narrower", { content: large(969), style: inView(75) }],
    ["above the page", { style: "position:absolute;top:-200px" }],
    ["beside the page", { style: "position:absolute;left:-200px" }],
    ["cut off by its parent", { around: (it) => `<div style="height:100px;overflow:hidden">${it}</div>` }],
    ["display:none", { style: "display:none" }],
    ["a parent with display:none", { around: (it) => `<div style="display:none">${it}</div>` }],
    ["a parent with opacity:0", { around: (it) => `<div style="opacity:0">${it}</div>` }],
    ["visibility:hidden", { style: "visibility:hidden" }],
    ["a parent with visibility:hidden", { around: (it) => `<div style="visibility:hidden">${it}</div>` }],
    ["covered", { around: (it) => `${it}<div style="${COVER};height:250px"></div>` }],
    [
      "covered by a shadow tree",
      {
        around: (it) =>
          `${it}<x-y><template shadowrootmode=open><div style="${COVER};height:250px"></div></template></x-y>`,
      },
    ],
  ])("%s", async ([, scene], { open }) => {
    const { page, ads } = await open(scene);
    await untilAnotherIsSeen(page, ads);
    expect(ads.said()).toEqual(["a.1 rendered", "other.2 rendered", "other.2 viewable"]);
  });
});

/** Pairs of expressions for the page: out of sight, and back. */
const INTERRUPTIONS: [string, string, string][] = [
  ["scrolled away", "scrollTo(0, 2_000)", "scrollTo(0, 0)"],
  ["not displayed", "it.style.display = 'none'", "it.style.display = ''"],
  ["transparent", "document.body.style.opacity = 0", "document.body.style.opacity = 1"],
  ["covered", "cover.style.display = 'block'", "cover.style.display = 'none'"],
  ["in a hidden tab", "hide(true)", "hide(false)"],
];

describe.concurrent("the second begins anew after it was", () => {
  test.for(INTERRUPTIONS)("%s", async ([, off, on], { open }) => {
    const { page, ads } = await open({
      around: (inner) =>
        `<div id="it">${inner}</div><div id="cover" style="${COVER};height:250px"></div><p style="height:4000px">
        <script>
          const hide = (isHidden) => {
            Object.defineProperty(document, "hidden", { configurable: true, get: () => isHidden });
            document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
          };
          const until = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
        </script>`,
    });
    await page.evaluate(`(async () => {
      cover.style.display = "none";
      for (const _ of "abc") {
        ${on};
        await until(500);
        ${off};
        await until(300);
      }
    })()`);
    await aWhile();
    expect(ads.said()).toEqual(["a.1 rendered"]);
    await page.evaluate(on);
    await ads.until("a.1 viewable");
  });
});

test("the second begins anew after the page was hidden, were it for no longer than a frame", async ({
  collector,
  open,
}) => {
  // Covered until the page itself begins: what it takes to tell it so is no part of the second.
  const { page, ads } = await open({
    around: (it) => `${it}<div id="cover" style="${COVER};height:250px"></div>`,
  });
  const before = performance.now();
  await page.evaluate(async () => {
    document.getElementById("cover")!.remove();
    await new Promise((resolve) => setTimeout(resolve, 600));
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  });
  await ads.until("a.1 viewable");
  const { at } = collector.state.posts.at(-1)!;
  expect(at - before).toBeGreaterThan(1_550);
});
