import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ConsentStamp } from "../../schemas/consent.ts";
import { advance, SECOND } from "./clock.ts";
import { createSite } from "./kit.ts";
import { ANALYTICS_ONLY, EVERYTHING, identify, pageView, VIEWERS } from "./samples.ts";

/** Load, and how old a copy of a site's settings is, go by the wall clock. */
const NOW = Date.UTC(2026, 10, 26);
beforeEach(() => void vi.spyOn(Date, "now").mockReturnValue(NOW));
afterEach(() => void vi.restoreAllMocks());

/** A visitor who did all that may be done for now. */
const exhausted = async (settings: object, consent: ConsentStamp) => {
  const site = await createSite(settings);
  await site.putAudience("viewers", VIEWERS);
  const browser = site.browser({ consent });
  await browser.send([pageView()]);
  // Too short for anything to be allowed again, and long enough for every copy of the settings to be old.
  vi.mocked(Date.now).mockReturnValue(NOW + 10_000);
  return { site, browser };
};

describe.each([
  ["quota_exceeded", { quotas: { events_per_day: 1 } }],
  ["profile_limited", { guards: { profile_events_per_minute: 1 } }],
])("events that are refused as %s", (code, settings) => {
  test("do not hold up the withdrawal that came with them", async () => {
    const { site, browser } = await exhausted(settings, EVERYTHING);
    expect(await site.memberships(browser.visitor)).toEqual(["viewers"]);
    browser.consent = ANALYTICS_ONLY;
    expect((await browser.send([pageView()])).body).toMatchObject({ code });
    expect(await site.memberships(browser.visitor)).toEqual([]);
    expect((await site.profile(browser.visitor)).events).toHaveLength(1);
  });

  test("wait themselves, with the grant and the address that came with them", async () => {
    const { site, browser } = await exhausted(settings, ANALYTICS_ONLY);
    await advance(SECOND);
    browser.consent = EVERYTHING;
    expect((await browser.send([identify("ada@shop-mail.net")])).body).toMatchObject({ code });
    expect(await site.memberships(browser.visitor)).toEqual([]);
    browser.consent = { ...EVERYTHING, ad_personalization: "denied" };
    expect((await browser.send([identify("ada@shop-mail.net")])).body).toMatchObject({ code });
    expect((await site.server.get("/profiles/lookup?email=ada@shop-mail.net")).status).toBe(404);
    const { events, consent } = await site.profile(browser.visitor);
    expect(events).toMatchObject([{ type: "page_view" }]);
    expect(consent).toMatchObject({
      ad_storage: { state: "denied" },
      ad_personalization: { state: "denied" },
    });
  });
});
