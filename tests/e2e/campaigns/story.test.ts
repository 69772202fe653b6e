import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import type { CampaignInput } from "../../../schemas/campaign.ts";
import type { ExposureView } from "../../../worker/domain/decide-rpc.ts";
import { PlainShop } from "../banner/plain-shop.ts";
import { makeProfile } from "../browser.ts";

const STEPS = ["one", "two", "three", "four", "five"];
const PLACE = `<div data-halley-placement="hero" data-halley-size="300x250"></div>`;

const story = (more: Partial<CampaignInput> = {}): CampaignInput => ({
  name: "A story",
  audience: "viewers",
  placements: ["hero"],
  status: "live",
  rotation: "sequential",
  creatives: STEPS.map((id) => ({
    id,
    content: { kind: "text", headline: `Chapter ${id}`, href: "https://shop.example/boots" },
  })),
  ...more,
});

let shop: PlainShop;

beforeAll(async () => {
  shop = await PlainShop.open();
  await shop.putRules({ region: "*", mode: "off" });
  await shop.instance.call("/sites/shop/audiences/viewers", {
    body: { v: 1, name: "Viewers", of: "visitors", include: { event: "page_view" } },
  });
}, 60_000);
afterAll(() => shop.close());

const putStory = async (more: Partial<CampaignInput> = {}): Promise<void> => {
  const { status, text } = await shop.instance.call("/sites/shop/campaigns/story", { body: story(more) });
  if (status > 201) throw new Error(text);
};

const visitorIn = async (context: BrowserContext): Promise<string> => {
  const cookies = await context.cookies(shop.origin);
  const value = cookies.find(({ name }) => name === "__Host-h-shop")?.value ?? "";
  return value.slice(0, value.lastIndexOf("."));
};

const exposuresOf = async (visitor: string): Promise<readonly ExposureView[]> => {
  const { body } = await shop.instance.call(`/sites/shop/profiles/${visitor}`);
  return (body as { exposures: ExposureView[] }).exposures;
};

const seenBy = async (visitor: string): Promise<string[]> =>
  (await exposuresOf(visitor)).flatMap(({ creative, viewable_at }) =>
    viewable_at === null ? [] : [creative],
  );

const until = (condition: () => Promise<boolean>) =>
  vi.waitUntil(condition, { timeout: 20_000, interval: 100 });

/** A first page without a placement: whoever has seen nothing is in no audience. */
const becomeVisitor = async (context: BrowserContext): Promise<string> => {
  const page = await shop.visit(context);
  await until(async () => (await visitorIn(context)) !== "");
  await page.close();
  return visitorIn(context);
};

const chapterOn = (page: Page) => page.getByText(/^Chapter \w+$/);

test("a story goes on over five tabs and a restart of the browser, and ends", async () => {
  await putStory();
  const profile = await makeProfile();
  onTestFinished(() => profile.remove());
  let context = await profile.open();
  const visitor = await becomeVisitor(context);
  for (const [index, step] of STEPS.entries()) {
    if (index === 3) {
      await context.close();
      context = await profile.open();
    }
    const page = await shop.visit(context, { body: PLACE });
    await page.getByText(`Chapter ${step}`).waitFor();
    await until(async () => (await seenBy(visitor)).length === index + 1);
  }
  expect(await seenBy(visitor)).toEqual(STEPS);
  const after = await shop.visit(context, { body: PLACE });
  await after.waitForTimeout(1_000);
  expect(await chapterOn(after).count()).toBe(0);
  await context.close();
}, 120_000);

test("three tabs at once show a step once, and no more than the cap", async () => {
  await putStory({ rotation: "weighted", caps: [{ scope: "campaign", limit: 2, per: "1d" }] });
  const context = await shop.newBrowser();
  onTestFinished(() => context.close());
  await becomeVisitor(context);
  const tabs = await Promise.all([1, 2, 3].map(() => context.newPage()));
  const body = `<!doctype html><script async src="/h/shop.js"></script><body>${PLACE}`;
  await context.route(`${shop.origin}/shop/tab`, (route) =>
    route.fulfill({ contentType: "text/html", body }),
  );
  await Promise.all(tabs.map((tab) => tab.goto(`${shop.origin}/shop/tab`)));
  await until(
    async () => (await Promise.all(tabs.map((tab) => chapterOn(tab).count()))).filter(Boolean).length >= 2,
  );
  await tabs[0]!.waitForTimeout(1_500);
  expect((await Promise.all(tabs.map((tab) => chapterOn(tab).count()))).filter(Boolean)).toHaveLength(2);
  const visitor = await visitorIn(context);
  await until(async () => (await seenBy(visitor)).length > 0);
  expect((await exposuresOf(visitor)).length).toBe(2);
}, 60_000);

test("a purchase takes the creative down where it is shown next, and excludes at once", async () => {
  await putStory({ rotation: "weighted", goal: { event: "purchase" } });
  const context = await shop.newBrowser();
  onTestFinished(() => context.close());
  const visitor = await becomeVisitor(context);
  const page = await shop.visit(context, { body: PLACE });
  await chapterOn(page).waitFor();
  await page.evaluate(() => {
    (window as unknown as { halley: (...call: unknown[]) => void }).halley("track", "purchase", {
      transaction_id: "o-1",
      value: 1,
      currency: "EUR",
    });
  });
  await until(async () => {
    const { body } = await shop.instance.call(`/sites/shop/profiles/${visitor}`);
    return (body as { events: { type: string }[] }).events.some(({ type }) => type === "purchase");
  });
  const next = await shop.visit(context, { body: PLACE });
  await next.waitForTimeout(1_000);
  expect(await chapterOn(next).count()).toBe(0);
}, 60_000);
