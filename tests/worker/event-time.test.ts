import { describe, expect, test } from "vitest";
import { EVENT_LATE_MAX_MS, EVENT_IMPORT_MAX_MS, CLOCK_SKEW_IGNORED_MS } from "../../schemas/limits.ts";
import { DAY, HOUR, MINUTE, NOON, SECOND } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { event, pageView } from "./samples.ts";

const timesOf = async (site: TestSite, profile: string): Promise<Record<string, number>> =>
  Object.fromEntries((await site.profile(profile)).events.map(({ id, at }) => [id, at]));

const ages = (limit: number) => [
  { age: limit - 1, isKept: true },
  { age: limit, isKept: true },
  { age: limit + 1, isKept: false },
];

describe("time", () => {
  test("a device clock that is two hours slow is corrected by what it showed at sending", async () => {
    const site = await createSite();
    const ada = site.browser();
    const view = event("page_view", { at: NOON - 2 * HOUR - 10 * MINUTE });
    await ada.send([view], { sent_at: NOON - 2 * HOUR });
    expect(await timesOf(site, ada.visitor)).toEqual({ [view.id]: NOON - 10 * MINUTE });
  });

  test("a device clock that is a year fast is corrected", async () => {
    const site = await createSite();
    const ada = site.browser();
    const view = event("page_view", { at: NOON + 365 * DAY - 3 * SECOND });
    await ada.send([view], { sent_at: NOON + 365 * DAY });
    expect(await timesOf(site, ada.visitor)).toEqual({ [view.id]: NOON - 3 * SECOND });
  });

  test.each([
    { skew: CLOCK_SKEW_IGNORED_MS - 1, correction: 0 },
    { skew: CLOCK_SKEW_IGNORED_MS, correction: 0 },
    { skew: CLOCK_SKEW_IGNORED_MS + 1, correction: CLOCK_SKEW_IGNORED_MS + 1 },
  ])("a clock that is $skew ms slow is corrected by $correction ms", async ({ skew, correction }) => {
    const site = await createSite();
    const ada = site.browser();
    const view = event("page_view", { at: NOON - HOUR });
    await ada.send([view], { sent_at: NOON - skew });
    expect(await timesOf(site, ada.visitor)).toEqual({ [view.id]: NOON - HOUR + correction });
  });

  test("nothing happens in the future", async () => {
    const site = await createSite();
    const ada = site.browser();
    const [near, far] = [pageView(), pageView()];
    await ada.send([
      { ...near, at: NOON + 1 },
      { ...far, at: 9_999_999_999_999 },
    ]);
    expect(await timesOf(site, ada.visitor)).toEqual({ [near.id]: NOON, [far.id]: NOON });
  });

  test("an event without a time happened when it was received", async () => {
    const site = await createSite();
    const ada = site.browser();
    await ada.send([{ id: "e-1", type: "page_view" }]);
    expect(await timesOf(site, ada.visitor)).toEqual({ "e-1": NOON });
  });

  test.each(ages(EVENT_LATE_MAX_MS))("an event of $age ms ago is kept: $isKept", async ({ age, isKept }) => {
    const site = await createSite();
    const old = event("page_view", { at: NOON - age });
    const { body } = await site.browser().send([pageView(), old]);
    expect(body).toMatchObject({
      accepted: isKept ? 2 : 1,
      rejected: isKept ? [] : [{ index: 1, code: "event_too_late" }],
    });
  });

  test.each(ages(EVENT_IMPORT_MAX_MS))(
    "an import of $age ms ago is kept: $isKept",
    async ({ age, isKept }) => {
      const site = await createSite();
      const old = { ...event("page_view", { at: NOON - age }), anonymous_id: "crm-1" };
      const { body } = await site.server.post("/events?import=1", {
        consent: { ad_storage: "granted" },
        region: "DE",
        events: [{ ...pageView(), anonymous_id: "crm-1" }, old],
      });
      expect(body).toMatchObject({
        accepted: isKept ? 2 : 1,
        rejected: isKept ? [] : [{ index: 1, code: "event_too_late" }],
      });
    },
  );
});
