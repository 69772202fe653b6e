import { describe, expect, test } from "vitest";
import { CREATIVE_RESULTS_DAYS } from "../../schemas/limits.ts";
import { campaignScene, creative, putCampaign, see, served } from "./campaign-kit.ts";
import { advance, DAY, HOUR, NOON } from "./clock.ts";
import type { TestSite } from "./kit.ts";
import { rowsOf, runAlarms } from "./objects.ts";
import { pageView } from "./samples.ts";

const reportOf = async (site: TestSite): Promise<unknown> =>
  (await site.server.get("/campaigns/boots/report")).body;

const nothing = { seen: 0, clicked: 0, converted: 0, rate: null, state: null, by_number: [] };

test("a report tells what was seen and clicked, by how often, over all shards", async () => {
  const { site, ada } = await campaignScene({
    creatives: [creative("a", { review_by: NOON })],
    goal: { event: "purchase" },
  });
  for (let count = 0; count < 2; count += 1) {
    await see(ada);
    await advance(HOUR);
  }
  const bea = site.browser();
  await bea.send([pageView()]);
  const { reservation } = await served(bea);
  for (const state of ["viewable", "clicked", "clicked"] as const) await bea.confirm(reservation, state);
  const purchase = { ...pageView(), type: "purchase" };
  await bea.send([purchase]);
  await bea.send([purchase]);
  expect(await reportOf(site)).toEqual({
    id: "boots",
    version: 1,
    creatives: [
      {
        id: "a",
        seen: 3,
        clicked: 1,
        converted: 1,
        rate: 1 / 3,
        conversion_rate: 1 / 3,
        state: null,
        by_number: [
          { number: 1, seen: 2, clicked: 1, converted: 1, rate: 0.5, conversion_rate: 0.5 },
          { number: 2, seen: 1, clicked: 0, converted: 0, rate: 0, conversion_rate: 0 },
        ],
        review_by: NOON,
        is_review_due: true,
      },
    ],
  });
});

test("what somebody does who is held for a bot is no success of what was shown before", async () => {
  const { site, ada, visitor } = await campaignScene({ goal: { event: "purchase" } });
  await see(ada);
  await site.server.put(`/profiles/${visitor}/bot`, { bot: true });
  await ada.send([{ ...pageView(), type: "purchase" }]);
  expect(await reportOf(site)).toMatchObject({ creatives: [{ seen: 1, converted: 0 }] });
  await site.server.put(`/profiles/${visitor}/bot`, { bot: false });
  await ada.send([{ ...pageView(), type: "purchase" }]);
  expect(await reportOf(site)).toMatchObject({ creatives: [{ seen: 1, converted: 1 }] });
});

test("what names nobody stays when the visitor is erased, and goes when no report reaches back to it", async () => {
  const { site, ada, visitor } = await campaignScene();
  await see(ada);
  await site.server.post("/privacy/erase", { visitor });
  expect(await reportOf(site)).toMatchObject({ creatives: [{ seen: 1 }] });
  await site.browser().send([pageView()]);
  await advance((CREATIVE_RESULTS_DAYS + 2) * DAY);
  await runAlarms(site);
  expect(await rowsOf(site, "creative_result")).toEqual([]);
});

describe("a bandit", () => {
  test("tries every creative, and tells how probable each was", async () => {
    const { site } = await campaignScene({ rotation: "bandit", creatives: [creative("a"), creative("b")] });
    const seen = new Set<string>();
    for (let count = 0; count < 40 && seen.size < 2; count += 1) {
      const browser = site.browser();
      await browser.send([pageView()]);
      seen.add(await see(browser));
      const [shown] = (await site.profile(browser.visitor)).exposures;
      expect(shown?.probability).toBeGreaterThan(0);
      expect(shown?.probability).toBeLessThan(1);
    }
    expect([...seen].toSorted()).toEqual(["a", "b"]);
  });

  test("has no creative that was not seen in its report, and none that was taken out", async () => {
    const { site } = await campaignScene({ rotation: "bandit", creatives: [creative("a"), creative("b")] });
    await putCampaign(site, { rotation: "bandit", creatives: [creative("b")] });
    expect(await reportOf(site)).toMatchObject({ creatives: [{ id: "b", ...nothing }] });
  });
});
