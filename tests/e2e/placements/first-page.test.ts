import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { accept, answer, type Collector, hang } from "../snippet/collector.ts";
import { ownShop } from "../snippet/own-shop.ts";
import { call } from "../snippet/page.ts";
import { type Ads, aWhile, spot, startAds, TEXT } from "./ads.ts";

const ADS = { ad_storage: "granted" } as const;
const start = (collector: Collector): Ads => startAds(collector, { a: { content: TEXT } });

/** Like the Worker: whoever has no cookie is nobody, and what was granted counts once it is stored. */
const knowOnlyWhoIsStored = ({ state }: Collector): void => {
  const { reply } = state;
  state.reply = (post) =>
    post.cookie === undefined && post.route === "d"
      ? { status: 200, body: { decisions: [{ placement: "a", none: "no_consent" }], audiences: [] } }
      : reply(post);
};

const shopWithAds = ownShop
  .extend("ads", { auto: true }, ({ collector }) => start(collector))
  .extend("open", ({ collector, context }) => async (): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(collector.page("/", { body: spot("a") }));
    return page;
  })
  /** Beacons are answered when the test says so. */
  .extend("holdBeacons", ({ collector: { state } }) => () => {
    const held: (() => void)[] = [];
    state.behaviour = (beacon, response) => void held.push(() => accept(beacon, response));
    return (): void => {
      state.behaviour = accept;
      for (const reply of held) reply();
    };
  })
  .extend(
    "hasBeacon",
    ({ collector }) =>
      () =>
        collector.until(() => collector.state.beacons.length > 0),
  );

const isShown = (page: Page) => page.getByText("Still thinking?").waitFor();

describe.concurrent(
  "on the first page of a visitor, placements are asked for once the server knows of it",
  () => {
    const test = shopWithAds.extend("ads", { auto: true }, ({ collector }) => {
      const ads = start(collector);
      knowOnlyWhoIsStored(collector);
      return ads;
    }).concurrent;

    test("where the visitor has just consented", async ({ collector, ads, open, holdBeacons, hasBeacon }) => {
      collector.optIn();
      const release = holdBeacons();
      const page = await open();
      await call(page, "consent", ADS);
      await hasBeacon();
      await aWhile();
      expect(ads.questions()).toEqual([]);
      release();
      await isShown(page);
      expect(ads.questions()).toEqual([{ placements: ["a"], consent: ADS }]);
    });

    test("where nobody has to be asked", async ({ ads, open, holdBeacons, hasBeacon }) => {
      const release = holdBeacons();
      const page = await open();
      await hasBeacon();
      await aWhile();
      release();
      await isShown(page);
      expect(ads.questions()).toHaveLength(1);
    });

    test("and once more where the first beacon failed, when a later try was answered", async ({
      collector,
      ads,
      open,
    }) => {
      let count = 0;
      collector.state.behaviour = (beacon, response) => {
        count += 1;
        (count > 2 ? accept : answer(503))(beacon, response);
      };
      const page = await open();
      await isShown(page);
      expect(collector.state.beacons).toHaveLength(3);
      await aWhile();
      expect(ads.questions()).toEqual([
        { placements: ["a"], consent: {} },
        { placements: ["a"], consent: {} },
      ]);
    });

    test("and where only the answer took too long, when it came", async ({
      collector,
      ads,
      open,
      holdBeacons,
    }) => {
      const release = holdBeacons();
      const page = await open();
      await collector.until(() => ads.questions().length > 0);
      await aWhile();
      release();
      await isShown(page);
      expect(ads.questions()).toHaveLength(2);
    });

    test("and so are audiences for the ad stack", async ({ open, holdBeacons, hasBeacon }) => {
      const release = holdBeacons();
      const page = await open();
      await hasBeacon();
      const handed = page.evaluate(
        () =>
          new Promise((resolve) => {
            (window as unknown as { halley: (...words: unknown[]) => void }).halley("audiences", resolve);
          }),
      );
      await aWhile();
      release();
      expect(await handed).toMatchObject({ audiences: ["boots", "coats"] });
    });
  },
);

const test = shopWithAds.concurrent;

test("a consent taken back and given again is stored before the question", async ({
  collector,
  ads,
  open,
  holdBeacons,
}) => {
  const page = await open();
  await isShown(page);
  await call(page, "consent", { ad_storage: "denied" });
  await page.locator("slot").waitFor({ state: "attached" });
  await collector.until(() => collector.state.beacons.length > 1);
  const release = holdBeacons();
  await call(page, "consent", ADS);
  await aWhile();
  expect(ads.questions()).toHaveLength(1);
  release();
  await isShown(page);
});

test("a beacon that is never answered holds nothing up for ever", async ({ collector, open }) => {
  collector.state.behaviour = hang;
  await isShown(await open());
});

test("a beacon that is refused holds nothing up, and what is shown is not asked for again", async ({
  collector,
  ads,
  open,
}) => {
  let isOver = false;
  collector.state.behaviour = (beacon, response) => (isOver ? accept : answer(503))(beacon, response);
  await isShown(await open());
  isOver = true;
  const { length } = collector.state.beacons;
  await collector.until(() => collector.state.beacons.length > length);
  await aWhile();
  expect(ads.questions()).toHaveLength(1);
});

test("where the browser has no locks, nothing is waited for", async ({ context, open }) => {
  await context.addInitScript(() => {
    Object.defineProperty(navigator, "locks", { value: undefined });
  });
  await isShown(await open());
});
