import { describe, expect, test } from "vitest";
import { RESERVATION_LIFE_MS } from "../../schemas/limits.ts";
import { campaignScene, creative, HERO, putCampaign, see, served, shown } from "./campaign-kit.ts";
import { advance, DAY, HOUR, MINUTE, NOON, present, SECOND } from "./clock.ts";
import { createSite } from "./kit.ts";
import { evictShards, runAlarms } from "./objects.ts";
import { expectProblem } from "./problems.ts";
import type { DecideAnswer } from "../../schemas/decide.ts";
import type { Browser } from "./browser.ts";
import type { ProblemCode } from "../../schemas/problem.ts";
import type { Answer } from "./request.ts";
import { EVERYTHING, identify, NOTHING, pageView, VIEWERS } from "./samples.ts";

const THREE_A_DAY = [{ scope: "campaign", limit: 3, per: "1d" }] as const;
const caps = [...THREE_A_DAY];

const expectRefusal = (answer: Answer, code: ProblemCode): void => {
  expectProblem(answer);
  expect(answer.body).toMatchObject({ code });
};

const isServed = (decision: unknown): boolean => typeof decision === "object";

describe("deciding", () => {
  test("shows members of the audience what is meant for them, reserved for a minute", async () => {
    const { ada } = await campaignScene({ caps });
    expect(await served(ada)).toMatchObject({
      placement: HERO,
      campaign: "boots",
      creative: "a",
      content: { kind: "text", headline: "Still thinking?", body: "", cta: "" },
      closable: false,
      expires_at: NOON + RESERVATION_LIFE_MS,
    });
  });

  test("answers every placement in order, with a reason where there is nothing", async () => {
    const { ada } = await campaignScene();
    const { body } = await ada.decide(["other", HERO]);
    expect(body).toMatchObject({
      decisions: [
        { placement: "other", none: "no_campaign" },
        { placement: HERO, campaign: "boots" },
      ],
      now: NOON,
    });
  });

  test.each([
    ["a draft", { status: "draft" }],
    ["a paused one", { status: "paused" }],
    ["one that has not begun", { start: NOON + 1 }],
    ["one that is over", { end: NOON }],
    ["one whose creatives are over", { creatives: [creative("a", { end: NOON })] }],
  ] as const)("%s shows nothing", async (_, more) => {
    const { ada } = await campaignScene({
      ...more,
      creatives: [...(("creatives" in more && more.creatives) || [creative("a")])],
    });
    expect(isServed(await shown(ada))).toBe(false);
  });

  test("visitors who are in no audience, or unknown, see nothing", async () => {
    const { site, ada } = await campaignScene({ audience: "viewers" });
    await site.putAudience("buyers", { ...VIEWERS, include: { event: "purchase" } });
    await putCampaign(site, { audience: "buyers" });
    expect(await shown(ada)).toBe("no_campaign");
    expect(await shown(site.browser())).toBe("no_campaign");
  });

  test("the highest priority goes first, and the next one where it is capped", async () => {
    const { site, ada } = await campaignScene({
      caps: [{ scope: "campaign", limit: 1, per: "1d" }],
      priority: 2,
    });
    await putCampaign(site, { creatives: [creative("low")], priority: 1 }, "coats");
    expect(await see(ada)).toBe("a");
    expect(await see(ada)).toBe("low");
  });

  test("whoever did what it is for since entering sees nothing any more, also of what is reserved", async () => {
    const { site, ada } = await campaignScene({ goal: { event: "purchase" } });
    const { reservation } = await served(ada);
    await advance(MINUTE / 2);
    await ada.send([{ ...pageView(), type: "purchase" }]);
    expect(await shown(ada)).toBe("no_campaign");
    expectRefusal(await ada.confirm(reservation, "viewable"), "reservation_over");
    expect((await site.profile(ada.visitor)).exposures).toMatchObject([{ viewable_at: null }]);
  });

  test("weights share visitors, and each keeps the same creative through restarts and identification", async () => {
    const creatives = [
      creative("a", { weight: 1 }),
      creative("b", { weight: 1 }),
      creative("c", { weight: 0 }),
    ];
    const { site, ada } = await campaignScene({ creatives, audience: "viewers" });
    const counts: Record<string, number> = {};
    for (let index = 0; index < 24; index += 1) {
      const browser = site.browser();
      await browser.send([pageView()]);
      const first = await see(browser);
      counts[first] = (counts[first] ?? 0) + 1;
      expect(await see(browser)).toBe(first);
    }
    expect(Object.keys(counts).toSorted()).toEqual(["a", "b"]);
    const before = await see(ada);
    await evictShards(site);
    expect(await see(ada)).toBe(before);
    await site.putAudience("known", { ...VIEWERS, of: "contacts" });
    await putCampaign(site, { creatives, audience: "known" });
    await ada.send([identify("ada@example.com")]);
    expect(await see(ada)).toBe(before);
  });
});

describe("consent", () => {
  test("without it nothing is shown", async () => {
    const { site, ada } = await campaignScene();
    const { reservation } = await served(ada);
    expect((await ada.decide([HERO], { consent: NOTHING })).body).toMatchObject({
      decisions: [{ none: "no_consent" }],
    });
    const signalled = site.browser({ gpc: true, cookie: ada.cookie ?? "" });
    expect(await shown(signalled)).toBe("no_consent");
    expectRefusal(await signalled.confirm(reservation, "rendered"), "reservation_over");
  });

  test("what a page grants cannot loosen what is stored", async () => {
    const { ada } = await campaignScene();
    const cookie = ada.cookie ?? "";
    ada.consent = NOTHING;
    await ada.send([]);
    ada.cookie = cookie;
    expect((await ada.decide([HERO], { consent: EVERYTHING })).body).toMatchObject({
      decisions: [{ none: "no_consent" }],
    });
  });

  test("a denial of ads takes the ledger with it, and says so", async () => {
    const { site, ada, visitor } = await campaignScene();
    await see(ada);
    await advance(MINUTE);
    await ada.send([pageView()], { consent: { ...EVERYTHING, ad_storage: "denied" }, consent_at: present() });
    expect((await site.profile(visitor)).exposures).toEqual([]);
    const { records } = (await site.server.get(`/consent/log?profile=${visitor}`)).body as {
      records: { cleared: object[] }[];
    };
    expect(records.at(-1)?.cleared).toContainEqual({ place: "exposures", removed: 1, at: present() });
  });
});

describe("confirming", () => {
  test("counts each state once, however often it is said", async () => {
    const { site, ada, visitor } = await campaignScene({ caps });
    const { reservation } = await served(ada);
    for (const state of ["rendered", "viewable", "clicked"] as const) {
      await advance(SECOND);
      expect((await ada.confirm(reservation, state)).body).toMatchObject({ counted: true });
      expect((await ada.confirm(reservation, state)).body).toMatchObject({ counted: false });
    }
    expect((await site.profile(visitor)).exposures).toEqual([
      {
        campaign: "boots",
        creative: "a",
        placement: HERO,
        channel: "onsite",
        reserved_at: NOON,
        rendered_at: NOON + SECOND,
        viewable_at: NOON + 2 * SECOND,
        clicked_at: NOON + 3 * SECOND,
        ghost: false,
        probability: null,
      },
    ]);
  });

  test("comes too late after a minute, unless it was renewed", async () => {
    const { ada } = await campaignScene();
    const [late, kept] = [await served(ada), await served(ada)];
    await advance(MINUTE - 1);
    expect((await ada.confirm(kept.reservation, "renewed")).body).toEqual({
      counted: true,
      expires_at: NOON + 2 * MINUTE - 1,
    });
    await advance(1);
    expectRefusal(await ada.confirm(late.reservation, "viewable"), "reservation_over");
    expect((await ada.confirm(kept.reservation, "viewable")).body).toEqual({
      counted: true,
      expires_at: null,
    });
  });

  test("a release frees its place at once, and cannot take back what was seen", async () => {
    const { ada } = await campaignScene({ caps: [{ scope: "site", limit: 1, per: "1d" }] });
    const { reservation } = await served(ada);
    expect(await shown(ada)).toBe("capped");
    expect((await ada.confirm(reservation, "released")).body).toEqual({ counted: true, expires_at: null });
    const again = await served(ada);
    await ada.confirm(again.reservation, "viewable");
    expect((await ada.confirm(again.reservation, "released")).body).toMatchObject({ counted: false });
    expect(await shown(ada)).toBe("capped");
  });

  test("a forged or foreign token is refused, and so is one without a visitor", async () => {
    const { site, ada } = await campaignScene();
    const bea = site.browser();
    await bea.send([pageView()]);
    const { reservation } = await served(ada);
    for (const [browser, token] of [
      [bea, reservation],
      [ada, `${reservation.startsWith("x") ? "y" : "x"}${reservation.slice(1)}`],
      [ada, ""],
      [site.browser(), reservation],
    ] as const) {
      expectRefusal(await browser.confirm(token, "viewable"), "reservation_foreign");
    }
  });

  test("of a campaign that was paused, or of an audience that was left, is refused", async () => {
    const { site, ada } = await campaignScene();
    const { reservation } = await served(ada);
    await putCampaign(site, { status: "paused" });
    expectRefusal(await ada.confirm(reservation, "viewable"), "reservation_over");
    await putCampaign(site, { status: "live" });
    expectRefusal(await ada.confirm(reservation, "viewable"), "reservation_over");
  });

  test("of a campaign that is no more is refused, whatever it says", async () => {
    const { site, ada } = await campaignScene();
    const [first, second] = [await served(ada), await served(ada)];
    await site.server.delete("/campaigns/boots");
    expectRefusal(await ada.confirm(first.reservation, "viewable"), "reservation_over");
    expectRefusal(await ada.confirm(second.reservation, "renewed"), "reservation_over");
    expect((await site.profile(ada.visitor)).exposures.map(({ viewable_at }) => viewable_at)).toEqual([
      null,
      null,
    ]);
  });

  test("follows the visitor into the contact", async () => {
    const { site, ada } = await campaignScene();
    await site.putAudience("known", { ...VIEWERS, of: "contacts" });
    await putCampaign(
      site,
      { audience: "known", caps: [{ scope: "campaign", limit: 1, window: "lifetime" }] },
      "hello",
    );
    const { reservation } = await served(ada);
    await ada.send([identify("ada@example.com")]);
    // Whoever is known is out of the visitors' audience: what was reserved for it is not shown any more.
    expectRefusal(await ada.confirm(reservation, "viewable"), "reservation_over");
    expect(await see(ada)).toBe("a");
    const contact = await site.contact("ada@example.com");
    expect(contact.exposures.map(({ campaign, viewable_at }) => [campaign, viewable_at])).toEqual([
      ["boots", null],
      ["hello", NOON],
    ]);
    expect(await shown(ada)).toBe("capped");
  });
});

describe("caps", () => {
  test.each([12, 200])("of 3 let 3 of %i requests at once through, exactly", async (requests) => {
    const { ada } = await campaignScene({ caps });
    const decisions = await Promise.all(Array.from({ length: requests }, () => shown(ada)));
    expect(decisions.filter(isServed)).toHaveLength(3);
    expect(decisions.filter((decision) => decision === "capped")).toHaveLength(requests - 3);
  });

  test("hold for each visitor by itself", async () => {
    const { site } = await campaignScene({ caps });
    const visitors = Array.from({ length: 200 }, () => site.browser());
    await Promise.all(visitors.map((browser) => browser.send([pageView()])));
    const counts = await Promise.all(
      visitors.map(async (browser) => {
        const decisions = await Promise.all(Array.from({ length: 5 }, () => shown(browser)));
        return decisions.filter(isServed).length;
      }),
    );
    expect(counts).toEqual(visitors.map(() => 3));
  });

  test("hold over a crash between the reservation and its confirmation, and with an alarm that never comes", async () => {
    const { site, ada } = await campaignScene({ caps });
    const [first, , third] = [await served(ada), await served(ada), await served(ada)];
    await evictShards(site);
    expect(await shown(ada)).toBe("capped");
    expect((await ada.confirm(first.reservation, "viewable")).body).toMatchObject({ counted: true });
    await advance(MINUTE);
    expectRefusal(await ada.confirm(third.reservation, "viewable"), "reservation_over");
    expect([await shown(ada), await shown(ada), await shown(ada)].map(isServed)).toEqual([true, true, false]);
  });

  test("hold when alarms fire twice, or much later", async () => {
    const { site, ada } = await campaignScene({ caps });
    await Promise.all([shown(ada), shown(ada), shown(ada)]);
    await runAlarms(site);
    await runAlarms(site);
    expect(await shown(ada)).toBe("capped");
  });

  test("that are edited apply to what was shown before", async () => {
    const { site, ada } = await campaignScene({ caps });
    await see(ada);
    await see(ada);
    await putCampaign(site, { caps: [{ scope: "campaign", limit: 2, per: "1d" }] });
    expect(await shown(ada)).toBe("capped");
    await advance(DAY - 1);
    expect(await shown(ada)).toBe("capped");
    await advance(1);
    expect(isServed(await shown(ada))).toBe(true);
  });

  test("of the calendar start anew with the site's day", async () => {
    const day = [{ scope: "campaign", limit: 1, window: "calendar", per: "day" }] as const;
    const { ada } = await campaignScene({ caps: [...day] });
    await see(ada);
    await advance(11 * HOUR - 1); // Noon UTC is 13:00 in Berlin.
    expect(await shown(ada)).toBe("capped");
    await advance(1);
    expect(isServed(await shown(ada))).toBe(true);
  });

  test("of 0 are never", async () => {
    const { ada } = await campaignScene({ caps: [{ scope: "creative", limit: 0, window: "lifetime" }] });
    expect(await shown(ada)).toBe("capped");
  });
});

describe("a sequence", () => {
  const story = {
    rotation: "sequential",
    creatives: [creative("one"), creative("two"), creative("three")],
  } as const;
  const told = { ...story, creatives: [...story.creatives] };

  test("goes on when a step was seen, has one on its way, and ends", async () => {
    const { ada } = await campaignScene({ ...told, placements: [HERO, "side"] });
    const { reservation, creative: first } = await served(ada);
    expect([first, await shown(ada, "side")]).toEqual(["one", "capped"]);
    await ada.confirm(reservation, "released");
    expect([await see(ada), await see(ada), await see(ada)]).toEqual(["one", "two", "three"]);
    expect(await shown(ada)).toBe("capped");
  });

  test.each([
    ["loop", ["one", "two"]],
    ["last", ["three", "three"]],
  ] as const)("may %s", async (end_policy, after) => {
    const { ada } = await campaignScene({ ...told, end_policy });
    for (const name of ["one", "two", "three", ...after]) expect(await see(ada)).toBe(name);
  });

  test("keeps its place when it is edited", async () => {
    const { site, ada } = await campaignScene(told);
    await see(ada);
    await putCampaign(site, { ...told, creatives: [creative("new"), ...story.creatives] });
    expect(await see(ada)).toBe("two");
    await putCampaign(site, { ...told, creatives: [creative("one"), creative("three")] });
    expect(await see(ada)).toBe("three");
  });
});

describe("a holdout", () => {
  test("is shown nothing, is noted, and obeys the same caps", async () => {
    const { site, ada, visitor } = await campaignScene({ holdout: 1, caps });
    expect([await shown(ada), await shown(ada), await shown(ada), await shown(ada)]).toEqual([
      "holdout",
      "holdout",
      "holdout",
      "capped",
    ]);
    const { exposures } = await site.profile(visitor);
    expect(exposures.map(({ ghost, viewable_at }) => [ghost, viewable_at])).toEqual(
      Array.from({ length: 3 }, () => [true, NOON]),
    );
  });

  test("is the share that was asked for, and stays", async () => {
    const { site } = await campaignScene({ holdout: 0.5 });
    const visitors = Array.from({ length: 30 }, () => site.browser());
    for (const browser of visitors) await browser.send([pageView()]);
    const decide = () => Promise.all(visitors.map((browser) => shown(browser)));
    const first = (await decide()).map(isServed);
    expect(first.filter(Boolean).length).toBeGreaterThan(3);
    expect(first.filter(Boolean).length).toBeLessThan(27);
    await evictShards(site);
    expect((await decide()).map(isServed)).toEqual(first);
  });
});

describe("audiences for the ad stack of a page", () => {
  const asked = { audiences: true };
  const namesFor = async (browser: Browser, more: object = {}) => {
    const { body } = await browser.post(JSON.stringify({ ...asked, ...more }), {}, "d");
    return (body as DecideAnswer).audiences;
  };

  test("are those the visitor is in, and cost no placement", async () => {
    const { site, ada } = await campaignScene();
    await site.putAudience("all", { ...VIEWERS, name: "All" });
    await site.putAudience("buyers", { ...VIEWERS, include: { event: "purchase" } });
    expect(await namesFor(ada)).toEqual(["all", "viewers"]);
    expect((await ada.decide([HERO], asked)).body).toMatchObject({
      decisions: [{ campaign: "boots" }],
      audiences: ["all", "viewers"],
    });
    expect((await ada.decide([HERO])).body).not.toHaveProperty("audiences");
  });

  test("are none for those who are unknown, or may not leave for ad platforms", async () => {
    const { site, ada } = await campaignScene();
    expect(await namesFor(site.browser())).toEqual([]);
    expect(await namesFor(ada, { consent: NOTHING })).toEqual([]);
    expect(await namesFor(site.browser({ gpc: true, cookie: ada.cookie ?? "" }))).toEqual([]);
    await ada.send([], {
      consent: { ...EVERYTHING, ad_personalization: "denied" },
      consent_at: present() + 1,
    });
    await advance(MINUTE);
    await ada.send([], { consent: { ...EVERYTHING, ad_personalization: "denied" }, consent_at: present() });
    expect(await namesFor(ada)).toEqual([]);
  });
});

describe("a server", () => {
  test("decides and confirms for a visitor, by either name", async () => {
    const { site, visitor } = await campaignScene({ caps });
    const { body } = await site.server.post("/decide", { placements: [HERO], visitor });
    const { reservation } = (body as { decisions: { reservation: string }[] }).decisions[0]!;
    const confirmed = await site.server.post("/confirm", { reservation, state: "viewable", visitor });
    expect(confirmed).toMatchObject({ status: 200, body: { counted: true } });
    await site.ingest([{ ...pageView(), anonymous_id: "crm-7" }]);
    const mapped = await site.server.post("/decide", { placements: [HERO], anonymous_id: "crm-7" });
    expect(mapped.body).toMatchObject({ decisions: [{ campaign: "boots" }] });
    const foreign = await site.server.post("/confirm", {
      reservation,
      state: "clicked",
      anonymous_id: "crm-7",
    });
    expectRefusal(foreign, "reservation_foreign");
  });

  test.each([{}, { visitor: "vx00x", anonymous_id: "crm-7" }])("names exactly one: %j", async (names) => {
    const { site } = await campaignScene();
    const answer = await site.server.post("/decide", { placements: [HERO], ...names });
    expectRefusal(answer, "body_invalid");
  });

  test("cannot decide for somebody of another site", async () => {
    const site = await createSite();
    const answer = await site.server.post("/decide", {
      placements: [HERO],
      visitor: "vx99AAAAAAAAAAAAAAAAAAAAAA",
    });
    expectRefusal(answer, "profile_unknown");
  });
});

describe("bad input", () => {
  test.each([
    ["d", { placements: [] }],
    ["d", { placements: ["Not A Slug"] }],
    ["d", { placements: Array.from({ length: 21 }, (_, i) => `p${i}`) }],
    ["d", {}],
    ["c", { reservation: "x", state: "seen" }],
    ["c", { state: "viewable" }],
  ])("%s %j is refused", async (route, body) => {
    const { ada } = await campaignScene();
    expectRefusal(await ada.post(JSON.stringify(body), {}, route), "body_invalid");
  });

  test("from a foreign page is refused", async () => {
    const { ada } = await campaignScene();
    const answer = await ada.post(
      JSON.stringify({ placements: [HERO] }),
      { origin: "https://evil.example" },
      "d",
    );
    expectRefusal(answer, "origin_foreign");
  });
});
