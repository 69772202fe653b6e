import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import { RegionRules } from "../../schemas/consent.ts";
import { SITE_MEMO_MS } from "../../schemas/limits.ts";
import { siteObject } from "../../worker/configuration/objects.ts";
import { advance, HOUR, NOON, sleepThrough } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { rowsOf, siteTables, storedMembers } from "./objects.ts";
import { allDropped } from "./answers.ts";
import { expectProblem } from "./problems.ts";
import { pageView, VIEWERS } from "./samples.ts";

interface Progress {
  evaluated: number;
}

/** When the site's own alarm rings; null where none is set. */
const alarmOf = ({ id }: TestSite): Promise<number | null> =>
  runInDurableObject(env.SITE.getByName(id), (_, { storage }) => storage.getAlarm());

const rules = (mode: string) => ({
  rules: [
    { region: "*", mode: "opt-in" },
    { region: "US", mode },
  ],
});

describe("a change of the consent rules", () => {
  test("takes members who never chose out of exports at once, and keeps those who did", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    const [silent, asked, german] = [
      site.browser({ country: "US", consent: {} }),
      site.browser({ country: "US" }),
      site.browser(),
    ];
    for (const browser of [silent, asked, german]) await browser.send([pageView()]);
    const { cursor, rows } = await site.members("viewers");
    expect(rows).toHaveLength(3);
    expect((await site.server.put("/consent/rules", rules("opt-in"))).status).toBe(200);
    expect(await site.exported("viewers")).toEqual([asked.visitor, german.visitor].toSorted());
    expect(await site.memberships(silent.visitor)).toEqual([]);
    expect((await site.changes("viewers", cursor)).rows).toEqual([
      { op: "exit", profile: silent.visitor, at: NOON, reason: "consent_withdrawn" },
    ]);
    expect(await silent.send([pageView()])).toMatchObject(allDropped(1));
    expect((await site.profile(silent.visitor)).events).toHaveLength(1);
  });

  test("is answered and read back in full", async () => {
    const site = await createSite();
    const { body } = await site.server.put("/consent/rules", rules("off"));
    const rest = {
      gpc: "honour",
      purposes: {},
      cookie_days: 395,
      reask_days: 180,
      retention_days: 400,
      effective_at: null,
    };
    expect(body).toEqual({
      version: 2,
      rules: [
        { region: "*", mode: "opt-in", ...rest },
        { region: "US", mode: "off", ...rest },
      ],
      pending: [],
      progress: { evaluated: 0, profiles: 0, status: "ready" },
    });
    expect((await site.server.get("/consent/rules")).body).toEqual(body);
  });

  test("with a date is in force from that moment on, on every request and in every export", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    const ada = site.browser({ country: "US", consent: {} });
    const announced = { region: "US", mode: "opt-in", effective_at: NOON + HOUR };
    await site.server.put("/consent/rules", { rules: [...rules("opt-out").rules, announced] });
    await ada.send([pageView()]);
    const { visitor } = ada;
    await advance(HOUR - 1);
    expect(await site.exported("viewers")).toEqual([visitor]);
    await advance(1);
    expect(await site.exported("viewers")).toEqual([]);
    expect(await site.memberships(visitor)).toEqual([]);
    expect(await ada.send([pageView()])).toMatchObject(allDropped(1));
  });

  test("with a date takes stored members out at that moment, although nothing touches them", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    const [silent, asked] = [site.browser({ country: "US", consent: {} }), site.browser({ country: "US" })];
    for (const browser of [silent, asked]) await browser.send([pageView()]);
    const announced = { region: "US", mode: "opt-in", effective_at: NOON + HOUR };
    await site.server.put("/consent/rules", { rules: [...rules("opt-out").rules, announced] });
    const members = async () => (await storedMembers(site)).map(({ profile }) => profile).toSorted();
    await advance(HOUR - 1);
    expect(await members()).toEqual([silent.visitor, asked.visitor].toSorted());
    await advance(1);
    expect(await members()).toEqual([asked.visitor]);
    expect(await rowsOf(site, "change")).toContainEqual(
      expect.objectContaining({
        profile: silent.visitor,
        op: "exit",
        at: NOON + HOUR,
        reason: "consent_withdrawn",
      }),
    );
    expect((await siteTables(site))["audit"]).toContainEqual(
      expect.objectContaining({ actor: "clock", action: "consent_rules.start", at: NOON + HOUR }),
    );
    const started = (await siteTables(site))["audit"]?.length;
    await advance(HOUR);
    expect((await siteTables(site))["audit"]).toHaveLength(started ?? 0);
  });

  test("with a date wakes the site by its alarm, which tells the shards", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    const silent = site.browser({ country: "US", consent: {} });
    await silent.send([pageView()]);
    const announced = { region: "US", mode: "opt-in", effective_at: NOON + HOUR };
    await site.server.put("/consent/rules", { rules: [...rules("opt-out").rules, announced] });
    const alarmAt = await alarmOf(site);
    expect(alarmAt).toBeGreaterThan(Date.now() + HOUR - 60_000);
    expect(alarmAt).toBeLessThanOrEqual(Date.now() + HOUR);
    await sleepThrough(HOUR);
    expect(await runDurableObjectAlarm(env.SITE.getByName(site.id))).toBe(true);
    expect(await storedMembers(site)).toEqual([]);
    expect(await alarmOf(site)).toBeNull();
  });

  test("with a date that no alarm can be set to is taken, and waited for in stretches", async () => {
    const site = await createSite();
    const announced = { region: "US", mode: "opt-in", effective_at: 9_999_999_999_999 };
    const { status } = await site.server.put("/consent/rules", {
      rules: [...rules("opt-out").rules, announced],
    });
    expect(status).toBe(200);
    expect(await alarmOf(site)).toBeGreaterThan(Date.now() + 364 * 24 * HOUR);
    expect(await runDurableObjectAlarm(env.SITE.getByName(site.id))).toBe(true);
    expect(await alarmOf(site)).toBeGreaterThan(Date.now() + 364 * 24 * HOUR);
  });

  test("with a date is not awaited any longer once it is taken back", async () => {
    const site = await createSite();
    const announced = { region: "US", mode: "opt-in", effective_at: NOON + HOUR };
    await site.server.put("/consent/rules", { rules: [...rules("opt-out").rules, announced] });
    expect(await alarmOf(site)).not.toBeNull();
    await site.server.put("/consent/rules", rules("opt-out"));
    expect(await alarmOf(site)).toBeNull();
  });

  test("tells how far the evaluation of stored profiles is, until it is over", async () => {
    const site = await createSite();
    const events = Array.from({ length: 400 }, (_, n) => ({ ...pageView(), anonymous_id: `crm-${n}` }));
    await site.ingest(events, { region: "US" });
    const { progress } = (await site.server.put("/consent/rules", rules("opt-in"))).body as {
      progress: Progress;
    };
    expect(progress).toMatchObject({ profiles: 400, status: "sweeping" });
    expect(progress.evaluated).toBeGreaterThan(0);
    expect(progress.evaluated).toBeLessThan(400);
    await advance(1);
    expect((await site.server.get("/consent/rules")).body).toMatchObject({
      progress: { evaluated: 400, profiles: 400, status: "ready" },
    });
  });

  test("is in force five seconds later in an isolate that was warm and not told", async () => {
    const site = await createSite();
    const silent = () => site.browser({ country: "US", consent: {} }).send([pageView()]);
    expect((await silent()).body).toMatchObject({ accepted: 1 });
    // As another isolate would: the object is changed, and this one's copy stays what it was.
    const written = RegionRules.parse(rules("opt-in")).rules;
    await siteObject(env, site.id).putRegionRules(written, "admin");
    expect((await silent()).body).toMatchObject({ accepted: 1 });
    const later = Date.now() + SITE_MEMO_MS;
    vi.spyOn(Date, "now").mockImplementation(() => later);
    expect(await silent()).toMatchObject(allDropped(1));
    vi.restoreAllMocks();
  });

  test("shortens the cookie", async () => {
    const site = await createSite();
    await site.server.put("/consent/rules", { rules: [{ region: "*", mode: "off", cookie_days: 30 }] });
    const { headers } = await site.browser({ consent: {} }).send([pageView()]);
    expect(headers.get("set-cookie")).toContain("; Max-Age=2592000;");
  });
});

describe("rules are refused with what is wrong and where", () => {
  const base = { region: "US", mode: "opt-out" };

  test.each<[string, object[], string, string, string]>([
    [
      "an unknown country",
      [base, { ...base, region: "XX" }],
      "consent_rules_invalid",
      "/rules/1/region",
      "region_unknown",
    ],
    [
      "a state of no country",
      [{ ...base, region: "ZZ-CA" }],
      "consent_rules_invalid",
      "/rules/0/region",
      "region_unknown",
    ],
    ["the same twice", [base, base], "consent_rules_invalid", "/rules/1/region", "region_repeated"],
    [
      "groups that overlap",
      [
        { ...base, region: "EEA" },
        { ...base, region: "EU" },
      ],
      "consent_rules_invalid",
      "/rules/1/region",
      "groups_overlap",
    ],
    [
      "a malformed region",
      [{ ...base, region: "california" }],
      "configuration_invalid",
      "/rules/0/region",
      "invalid_format",
    ],
    [
      "an unknown mode",
      [{ ...base, mode: "ask" }],
      "configuration_invalid",
      "/rules/0/mode",
      "invalid_value",
    ],
    [
      "an unknown purpose",
      [{ ...base, purposes: { tracking: "denied" } }],
      "configuration_invalid",
      "/rules/0/purposes",
      "unrecognized_keys",
    ],
  ])("%s", async (_, body, code, pointer, reason) => {
    const site = await createSite();
    for (const call of [
      site.server.put("/consent/rules", { rules: body }),
      site.server.post("/consent/rules/preview", { rules: body }),
    ]) {
      const answer = await call;
      expectProblem(answer);
      expect(answer.body).toMatchObject({ status: 422, code, errors: [{ pointer, reason }] });
    }
    expect((await site.server.get("/consent/rules")).body).toMatchObject({ version: 1 });
  });
});

test.each(["0", "2", "x", ""])("no rules were ever saved as version %j", async (version) => {
  const site = await createSite();
  expect(await site.server.get(`/consent/rules?version=${version}`)).toMatchObject({
    status: 400,
    body: { code: "query_invalid", parameter: "version" },
  });
});
