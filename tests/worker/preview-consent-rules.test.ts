import { describe, expect, test } from "vitest";
import { PREVIEW_PROFILES_PER_CALL } from "../../schemas/limits.ts";
import { advance, DAY, HOUR, NOON } from "./clock.ts";
import { createSite } from "./kit.ts";
import { dump, siteTables } from "./objects.ts";
import { pageView, VIEWERS } from "./samples.ts";

const NONE = { begin: 0, end: 0 };
const LOST = { granted_to_denied: 1, denied_to_granted: 0 };
const STRICT = { rules: [{ region: "*", mode: "opt-in" }] };

describe("a preview of region rules", () => {
  test("tells per region and in sum what would change, and saves nothing", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    await site.putAudience("unasked", {
      ...VIEWERS,
      include: { and: [{ event: "page_view" }, { consent: "ad_storage", is: "granted" }] },
    });
    const silent = site.browser({ country: "US", consent: {} });
    for (const browser of [silent, site.browser({ country: "US" }), site.browser()])
      await browser.send([pageView()]);
    const stored = async () => [await siteTables(site), await dump(site)];
    const before = await stored();
    const { status, body } = await site.server.post("/consent/rules/preview", STRICT);
    expect(status).toBe(200);
    const lost = {
      purposes: { ad_storage: LOST, ad_user_data: LOST, ad_personalization: LOST, analytics_storage: LOST },
      memberships: { begin: 0, end: 2 },
      exports: { begin: 0, end: 1 },
      trimmed: 0,
    };
    const none = { changed: 0, purposes: {}, memberships: NONE, exports: NONE, trimmed: 0 };
    expect(body).toEqual({
      at: NOON,
      profiles: 3,
      changed: 1,
      ...lost,
      regions: [
        { region: "DE", profiles: 1, ...none },
        { region: "US", profiles: 2, changed: 1, ...lost },
      ],
    });
    expect(await stored()).toEqual(before);
    expect(await site.exported("viewers")).toContain(silent.visitor);
  });

  test("counts a visitor who may not be retargeted out of exports, whatever else is granted", async () => {
    const site = await createSite();
    await site.browser({ country: "US", consent: {} }).send([pageView()]);
    const { body } = await site.server.post("/consent/rules/preview", {
      rules: [{ region: "*", mode: "opt-out", purposes: { ad_storage: "denied" } }],
    });
    expect(body).toMatchObject({ purposes: { ad_storage: LOST }, exports: { begin: 0, end: 1 } });
  });

  test("tells what would begin again", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    await site.browser({ country: "US", consent: {} }).send([pageView()]);
    await site.server.put("/consent/rules", STRICT);
    const { body } = await site.server.post("/consent/rules/preview", {
      rules: [{ region: "*", mode: "off" }],
    });
    expect(body).toMatchObject({
      changed: 1,
      purposes: { ad_storage: { granted_to_denied: 0, denied_to_granted: 1 } },
      memberships: { begin: 1, end: 0 },
      exports: { begin: 1, end: 0 },
    });
  });

  test("agrees with what putting the rules then does", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    for (const country of ["US", "DE", "JP", null]) {
      await site.browser({ country }).send([pageView()]);
      await site.browser({ country, consent: {} }).send([pageView()]);
    }
    const before = (await site.exported("viewers")).length;
    const { exports, memberships } = (await site.server.post("/consent/rules/preview", STRICT))
      .body as Record<string, { end: number }>;
    await site.server.put("/consent/rules", STRICT);
    expect(before - (await site.exported("viewers")).length).toBe(2);
    expect([exports?.end, memberships?.end]).toEqual([2, 2]);
  });

  test("compares at the time when all of the rules have started", async () => {
    const site = await createSite();
    await site.browser({ country: "US", consent: {} }).send([pageView()]);
    const later = { region: "US", mode: "opt-in", effective_at: NOON + HOUR };
    const rules = [...STRICT.rules, { region: "US", mode: "opt-out" }, later];
    expect((await site.server.post("/consent/rules/preview", { rules })).body).toMatchObject({
      at: NOON + HOUR,
      changed: 1,
    });
  });

  test("counts a subdivision apart where a rule names it, and unknown places as such", async () => {
    const site = await createSite();
    const events = ["US-CA", "US-WY", "DE-BY"].map((region, n) => ({
      ...pageView(),
      region,
      anonymous_id: `crm-${n}`,
    }));
    await site.ingest(events);
    await site.ingest([{ ...pageView(), anonymous_id: "crm-9" }], { region: undefined });
    const { body } = await site.server.post("/consent/rules/preview", STRICT);
    expect((body as { regions: { region: string }[] }).regions.map(({ region }) => region)).toEqual([
      "DE",
      "US",
      "US-CA",
      "unknown",
    ]);
  });

  test("warns of what a shorter retention would delete", async () => {
    const site = await createSite();
    await site.browser().send([pageView()]);
    await advance(11 * DAY);
    await site.browser().send([pageView()]);
    const rules = [{ ...STRICT.rules[0], retention_days: 10 }];
    expect((await site.server.post("/consent/rules/preview", { rules })).body).toMatchObject({
      trimmed: 1,
      changed: 0,
    });
  });

  test("walks over all pages of all shards", async () => {
    const site = await createSite();
    const count = 2 * PREVIEW_PROFILES_PER_CALL + 300;
    const all = Array.from({ length: count }, (_, n) => ({ ...pageView(), anonymous_id: `crm-${n}` }));
    await site.ingest(all.slice(0, 1_000));
    await site.ingest(all.slice(1_000));
    expect((await site.server.post("/consent/rules/preview", STRICT)).body).toMatchObject({
      profiles: count,
    });
  });
});
