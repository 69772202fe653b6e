import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { BrowserSetup } from "./browser.ts";
import { createSite, type TestSite } from "./kit.ts";
import { subscribe } from "./push-kit.ts";
import { addToCart, NOTHING, pageView } from "./samples.ts";

const NOW = Date.UTC(2026, 10, 26);

/** Load goes by the wall clock. */
beforeEach(() => void vi.spyOn(Date, "now").mockReturnValue(NOW));
afterEach(() => void vi.restoreAllMocks());

const passes = (ms: number) => void vi.mocked(Date.now).mockReturnValue(NOW + ms);

const from = (address: string): BrowserSetup => ({ headers: { "cf-connecting-ip": address } });

const statusOf = async (site: TestSite, address: string, events = 1): Promise<number> => {
  const sent = Array.from({ length: events }, () => pageView());
  return (await site.browser(from(address)).send(sent)).status;
};

const withAddresses = (perMinute: number | null) =>
  createSite({ guards: { address_events_per_minute: perMinute } });

const withVisitors = (perMinute: number | null) =>
  createSite({ guards: { profile_events_per_minute: perMinute } });

describe("events of one address", () => {
  test("are as many a minute as the site says; one more is told when to come again, and is not stored", async () => {
    const site = await withAddresses(60);
    const browser = site.browser(from("8.8.4.4"));
    expect((await browser.send(Array.from({ length: 60 }, () => pageView()))).status).toBe(200);
    const refused = await browser.send([addToCart()]);
    expect(refused).toMatchObject({ status: 429, body: { code: "address_limited", status: 429 } });
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(refused.text).not.toContain("8.8.4.4");
    // The page may read when.
    expect(refused.headers.get("access-control-allow-origin")).toBe("https://shop.example");
    expect(refused.headers.get("access-control-expose-headers")).toBe("retry-after");
    passes(1_000);
    expect((await browser.send([pageView()])).status).toBe(200);
    const types = (await site.profile(browser.visitor)).events.map(({ type }) => type);
    expect(types).toEqual(Array.from({ length: 61 }, () => "page_view"));
  });

  test("that came in one batch are all counted", async () => {
    const site = await withAddresses(10);
    expect(await statusOf(site, "8.8.4.4", 100)).toBe(200);
    passes(60_000);
    expect(await statusOf(site, "8.8.4.4")).toBe(429);
  });

  test("count with decisions, confirmations and subscriptions, which are refused too", async () => {
    const site = await withAddresses(2);
    const browser = site.browser(from("8.8.4.4"));
    await browser.send([pageView()]);
    const answers = [await browser.decide(["home"]), await browser.decide(["home"])];
    expect(answers.map(({ status }) => status)).toEqual([200, 429]);
    for (const refused of [await browser.confirm("none", "viewable"), await subscribe(browser, {})]) {
      expect(refused.body).toMatchObject({ code: "address_limited" });
    }
  });

  test("are counted by the /64 of IPv6, and apart from those of other addresses and sites", async () => {
    const [one, two] = [await withAddresses(1), await withAddresses(1)];
    expect(await statusOf(one, "2a00:1450:4001:82a::1")).toBe(200);
    expect(await statusOf(one, "2a00:1450:4001:82a::2")).toBe(429);
    expect(await statusOf(one, "2a00:1450:4001:82b::1")).toBe(200);
    expect(await statusOf(two, "2a00:1450:4001:82a::1")).toBe(200);
  });

  test("are not counted where the address is unknown, is a proxy's own, or the site counts none", async () => {
    const site = await withAddresses(1);
    for (const address of ["", "10.0.0.1", "127.0.0.1", "not an address"]) {
      expect(await statusOf(site, address)).toBe(200);
      expect(await statusOf(site, address)).toBe(200);
    }
    const open = await withAddresses(null);
    expect([await statusOf(open, "8.8.4.4"), await statusOf(open, "8.8.4.4")]).toEqual([200, 200]);
  });

  test("are not those that a list of proxies claims", async () => {
    const site = await withAddresses(1);
    const sendAs = async (forwarded: string) => {
      const headers = { "cf-connecting-ip": "8.8.4.4", "x-forwarded-for": forwarded };
      return (await site.browser({ headers }).send([pageView()])).status;
    };
    expect([await sendAs("1.1.1.1"), await sendAs("9.9.9.9")]).toEqual([200, 429]);
  });
});

describe("events of one visitor", () => {
  test("are as many a minute as the site says; a loop in a page is refused and stores nothing", async () => {
    const site = await withVisitors(3);
    const browser = site.browser();
    const answers = [];
    for (let sent = 0; sent < 4; sent++) answers.push(await browser.send([pageView()]));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(answers[3]?.body).toMatchObject({ code: "profile_limited", status: 429 });
    expect(answers[3]?.headers.get("retry-after")).toBe("20");
    expect((await site.profile(browser.visitor)).events).toHaveLength(3);
    passes(20_000);
    expect((await browser.send([pageView()])).status).toBe(200);
    expect((await browser.send([pageView()])).status).toBe(429);
  });

  test("that came in one batch are all counted", async () => {
    const browser = (await withVisitors(10)).browser();
    const loop = Array.from({ length: 30 }, () => pageView());
    expect((await browser.send(loop)).body).toMatchObject({ accepted: 30 });
    passes(120_000);
    expect((await browser.send([pageView()])).status).toBe(429);
    passes(126_000);
    expect((await browser.send([pageView()])).status).toBe(200);
  });

  test("do not count for another visitor, nor where the site counts none", async () => {
    const site = await withVisitors(1);
    for (const browser of [site.browser(), site.browser()]) {
      expect((await browser.send([pageView()])).status).toBe(200);
      expect((await browser.send([pageView()])).status).toBe(429);
    }
    const open = (await withVisitors(null)).browser();
    for (let sent = 0; sent < 3; sent++) expect((await open.send([pageView()])).status).toBe(200);
  });

  test("are not counted where a server brings them", async () => {
    const site = await withVisitors(1);
    const events = Array.from({ length: 5 }, () => ({ ...pageView(), anonymous_id: "ada" }));
    expect((await site.ingest(events)).body).toMatchObject({ accepted: 5 });
    expect((await site.ingest([{ ...pageView(), anonymous_id: "ada" }])).body).toMatchObject({ accepted: 1 });
  });

  test("never hold up what the visitor chooses", async () => {
    const site = await withVisitors(1);
    const browser = site.browser();
    await browser.send([pageView()]);
    expect((await browser.send([pageView()])).status).toBe(429);
    browser.consent = NOTHING;
    expect((await browser.send([])).status).toBe(200);
    expect(browser.cookie).toBeNull();
  });

  test("go on after a beacon that was refused, with the same ids", async () => {
    const site = await withVisitors(1);
    const browser = site.browser();
    await browser.send([pageView()]);
    const late = pageView("/late");
    expect((await browser.send([late])).status).toBe(429);
    passes(60_000);
    expect((await browser.send([late])).body).toMatchObject({ accepted: 1, duplicate: 0 });
  });
});
