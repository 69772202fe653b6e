import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { CampaignInput } from "../../../schemas/campaign.ts";
import { bannerOn, PlainShop } from "../banner/plain-shop.ts";

const CAMPAIGN: CampaignInput = {
  name: "Boots, come back",
  audience: "viewers",
  placements: ["hero"],
  status: "live",
  creatives: [
    { id: "a", content: { kind: "text", headline: "Still thinking?", href: "https://shop.example/boots" } },
  ],
};
const PLACE = `<h1>Boots</h1><div data-halley-placement="hero" data-halley-size="300x250"></div>`;

let shop: PlainShop;

beforeAll(async () => {
  shop = await PlainShop.open();
  await shop.instance.call("/sites/shop/audiences/viewers", {
    body: { v: 1, name: "Viewers", of: "visitors", include: { event: "page_view" } },
  });
  const { status, text } = await shop.instance.call("/sites/shop/campaigns/boots", { body: CAMPAIGN });
  if (status > 201) throw new Error(text);
}, 60_000);
afterAll(() => shop.close());

/** Fails the first beacons of a browser; returns how many reached the server, or tried to. */
const failBeacons = async (context: BrowserContext, failures: number): Promise<() => number> => {
  let count = 0;
  await context.route(`${shop.origin}/h/shop/e`, (route) => {
    count += 1;
    return count > failures ? route.continue() : route.fulfill({ status: 503 });
  });
  return () => count;
};

const accept = async (page: Page): Promise<void> => {
  await bannerOn(page).getByRole("button", { name: "Accept", exact: true }).click();
};

test.each([
  [0, "at once"],
  [1, "although the first beacon with it fails"],
])(
  "on the very first page, before any cookie exists, a grant fills the placements (%i failures)",
  async (failures) => {
    const context = await shop.newBrowser();
    onTestFinished(() => context.close());
    const beacons = await failBeacons(context, failures);
    const page = await shop.visit(context, { body: PLACE });
    await bannerOn(page).waitFor();
    expect(await context.cookies(shop.origin)).toEqual([]);
    expect(beacons()).toBe(0);
    await accept(page);
    await page.getByText("Still thinking?").waitFor();
    expect(beacons()).toBe(failures + 1);
    expect(await context.cookies(shop.origin)).toHaveLength(1);
  },
  60_000,
);
