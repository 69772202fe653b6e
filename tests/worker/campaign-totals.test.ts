import { expect, test } from "vitest";
import { TOTAL_EXHAUSTED_MS } from "../../schemas/limits.ts";
import type { Browser } from "./browser.ts";
import { campaignScene, HERO, putCampaign, see, served, shown } from "./campaign-kit.ts";
import { advance, MINUTE } from "./clock.ts";
import type { TestSite } from "./kit.ts";
import { evictShards, rowsOf, siteTables } from "./objects.ts";
import { identify, pageView } from "./samples.ts";

const isServed = (decision: unknown): boolean => typeof decision === "object";

const viewers = async (site: TestSite, count: number): Promise<Browser[]> => {
  const browsers = Array.from({ length: count }, () => site.browser());
  for (const browser of browsers) await browser.send([pageView()]);
  return browsers;
};

const givenOf = async (site: TestSite): Promise<unknown> => (await siteTables(site))["quota"]?.[0]?.["given"];

test("a total is not exceeded by all visitors together, whatever they ask at once", async () => {
  const { site } = await campaignScene({ total: 10 });
  const browsers = await viewers(site, 30);
  const decisions = await Promise.all(browsers.flatMap((browser) => [shown(browser), shown(browser)]));
  const count = decisions.filter(isServed).length;
  expect(count).toBeGreaterThan(0);
  expect(count).toBeLessThanOrEqual(10);
  expect(decisions.filter((decision) => decision === "capped")).toHaveLength(60 - count);
});

test("is used up to the last one, and then by nobody, also after a crash", async () => {
  const { site } = await campaignScene({ total: 5 });
  const browsers = await viewers(site, 12);
  let seen = 0;
  for (const browser of [...browsers, ...browsers]) {
    if (seen === 3) await evictShards(site);
    if (isServed(await shown(browser))) {
      // The reservation of the check ends unseen; what is seen is the next one.
      await advance(MINUTE);
      if (isServed(await shown(browser))) {
        await advance(MINUTE);
        await see(browser);
        seen += 1;
      }
    }
    await advance(TOTAL_EXHAUSTED_MS);
  }
  expect(seen).toBe(5);
  expect(await givenOf(site)).toBe(5);
  for (const browser of browsers) expect(await shown(browser)).toBe("capped");
});

test("what is released, or not confirmed in time, is given back; what is renewed is not", async () => {
  const { site, ada } = await campaignScene({ total: 1 });
  const first = await served(ada);
  expect(await shown(ada)).toBe("capped");
  await ada.confirm(first.reservation, "released");
  await advance(TOTAL_EXHAUSTED_MS);
  const second = await served(ada);
  await advance(MINUTE - 1);
  await ada.confirm(second.reservation, "renewed");
  await advance(MINUTE - 1);
  expect(await shown(ada)).toBe("capped");
  await advance(MINUTE);
  await see(ada);
  await advance(TOTAL_EXHAUSTED_MS);
  expect(await shown(ada)).toBe("capped");
  expect(await rowsOf(site, "total_hold")).toEqual([]);
});

test("what is reserved while a visitor becomes a contact counts as seen: the total is not exceeded by it", async () => {
  const { site, ada } = await campaignScene({ total: 1 });
  await served(ada);
  await ada.send([identify("ada@example.com")]);
  expect(await rowsOf(site, "total_hold")).toEqual([]);
  const [bea] = await viewers(site, 1);
  await advance(10 * MINUTE);
  expect(await shown(bea!)).toBe("capped");
});

test("may be raised, starts no new count when it is lowered or set again, and 0 is never", async () => {
  const { site, ada } = await campaignScene({ total: 0 });
  expect(await shown(ada)).toBe("capped");
  await putCampaign(site, { total: 1 });
  await see(ada);
  expect(await shown(ada)).toBe("capped");
  await site.server.delete("/campaigns/boots");
  await putCampaign(site, { total: 1 });
  expect(await shown(ada)).toBe("capped");
  await putCampaign(site, { total: null });
  expect(await shown(ada, HERO)).toMatchObject({ campaign: "boots" });
});
