import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PlainShop } from "../banner/plain-shop.ts";
import { TestInstance } from "../instance-kit.ts";

const SHOP = "https://shop.example";
const EVERYTHING = { analytics_storage: "granted", ad_storage: "granted" };

let shop: PlainShop;
beforeAll(async () => {
  shop = await PlainShop.open();
});
afterAll(() => shop.close());

/** The visitor that the browser's cookie names. */
const visitorOf = async (page: Page): Promise<string> => {
  const cookies = await page.context().cookies();
  const cookie = cookies.find(({ name }) => name.includes("h-shop"));
  return (cookie?.value ?? "").replace(/\..*$/, "");
};

const profileOf = async (page: Page) => {
  const { body } = await shop.instance.call(`/sites/shop/profiles/${await visitorOf(page)}`);
  return body as { bot: string | null; events: { type: string; n: number }[] };
};

const track = (page: Page, type: string): Promise<void> =>
  page.evaluate((name) => {
    const { halley } = window as unknown as { halley: (...args: unknown[]) => void };
    halley("track", name);
    halley("flush");
  }, type);

const answered = (page: Page, status: number) =>
  page.waitForResponse((response) => response.url().endsWith("/h/shop/e") && response.status() === status);

test("a page that sends without end is told to wait, and its events are delivered then", async () => {
  await shop.configure({ guards: { profile_events_per_minute: 60 } });
  await shop.putRules({ region: "*", mode: "off" });
  const context = await shop.newBrowser();
  const page = await shop.visit(context);
  await answered(page, 200);
  const refused = answered(page, 429);
  await page.evaluate(() => {
    const { halley } = window as unknown as { halley: (...args: unknown[]) => void };
    for (let n = 0; n < 70; n++) halley("track", "loop");
    halley("flush");
  });
  await answered(page, 200);
  const delivered = answered(page, 200);
  await track(page, "afterwards");
  expect((await refused).headers()["retry-after"]).toMatch(/^\d+$/);
  await delivered;
  const { events } = await profileOf(page);
  expect(events.filter(({ type }) => type === "loop")).toHaveLength(70);
  expect(events.filter(({ type }) => type === "afterwards")).toHaveLength(1);
  await context.close();
}, 60_000);

test("a headless browser does not vanish where the site is strict: its profile says what it is taken for", async () => {
  await shop.configure({ guards: { bots: "strict" } });
  await shop.putRules({ region: "*", mode: "off" });
  const context = await shop.newBrowser();
  const page = await shop.visit(context);
  await answered(page, 200);
  expect(await profileOf(page)).toMatchObject({ bot: "declared", events: [{ type: "page_view" }] });
  const { body } = await shop.instance.call("/sites/shop/usage");
  expect(body).toMatchObject({ bot_profiles: 1, full: false, closed_until: null });
  await context.close();
});

test.each([
  [false, [200, 200]],
  [true, [200, 429]],
])(
  "what a request says of where it comes from is believed of a trusted proxy alone: %s",
  async (trustProxy, told) => {
    const instance = await TestInstance.start({ clock: undefined, trustProxy });
    try {
      const settings = { name: "Shop", origins: [SHOP], timezone: "UTC", currency: "EUR" };
      await instance.call("/sites/open", { body: { ...settings, guards: { address_events_per_minute: 1 } } });
      const send = async () => {
        const events = [{ id: crypto.randomUUID(), type: "x" }];
        const answer = await fetch(`${instance.origin}/h/open/e`, {
          method: "POST",
          headers: { origin: SHOP, "cf-connecting-ip": "8.8.4.4" },
          body: JSON.stringify({ v: 1, sent_at: Date.now(), consent: EVERYTHING, events }),
        });
        return answer.status;
      };
      expect([await send(), await send()]).toEqual(told);
    } finally {
      await instance.remove();
    }
  },
);
