import { describe, expect, test } from "vitest";
import { CampaignDefinition } from "../../schemas/campaign.ts";
import {
  CAPS_PER_CAMPAIGN_MAX,
  CREATIVES_PER_CAMPAIGN_MAX,
  PLACEMENTS_PER_CAMPAIGN_MAX,
} from "../../schemas/limits.ts";
import { HTML, IMAGE, MINIMAL, pointersOf, TEXT, withFields } from "./campaign-sample.ts";

const withCap = (cap: object) => withFields({ caps: [{ scope: "campaign", limit: 3, ...cap }] });
const without = (name: string) =>
  pointersOf(Object.fromEntries(Object.entries(MINIMAL).filter(([field]) => field !== name)));

const numbered = (count: number, of = "n"): string[] => Array.from({ length: count }, (_, n) => `${of}-${n}`);

describe("a campaign", () => {
  test("of which only the necessary is said has the documented defaults", () => {
    expect(CampaignDefinition.parse(MINIMAL)).toEqual({
      name: "Boots, come back",
      audience: "cart-abandoners",
      placements: ["home-hero"],
      status: "live",
      start: null,
      end: null,
      priority: 0,
      rotation: "weighted",
      end_policy: "stop",
      on_capped_step: "wait",
      total: null,
      holdout: 0,
      goal: null,
      caps: [],
      creatives: [
        {
          id: "a",
          weight: 1,
          start: null,
          end: null,
          review_by: null,
          closable: false,
          content: { ...TEXT, body: "", cta: "" },
        },
      ],
    });
  });

  test("of which everything is said is kept as it is", () => {
    const dates = { start: 1, end: 2, review_by: 1 };
    const body: CampaignDefinition = {
      name: "Boots, come back",
      audience: "cart-abandoners",
      placements: ["home-hero", "footer"],
      status: "paused",
      start: 0,
      end: 9_999_999_999_999,
      priority: 10,
      rotation: "sequential",
      end_policy: "last",
      on_capped_step: "skip",
      total: 1_000,
      holdout: 0.1,
      goal: { event: "purchase" },
      caps: [
        { scope: "campaign", limit: 3, per: "24h", window: "sliding", counts: "viewable" },
        { scope: "site", limit: 10, per: "week", window: "calendar", counts: "rendered" },
        { scope: "creative", limit: 0, window: "lifetime", counts: "reserved" },
        { scope: "placement", limit: 1, window: "session", counts: "viewable" },
      ],
      creatives: [
        { id: "a", weight: 0, ...dates, closable: true, content: { ...TEXT, body: "Yes?", cta: "See them" } },
        { id: "b", weight: 2.5, ...dates, closable: false, content: IMAGE },
        { id: "c", weight: 1_000, ...dates, closable: true, content: { ...HTML, title: "Boots" } },
      ],
    };
    expect(CampaignDefinition.parse(body)).toEqual(body);
  });

  test("has its fields in one order, however they came: the same definition is the same text", () => {
    const turned = Object.fromEntries(Object.entries(MINIMAL).toReversed());
    expect(JSON.stringify(CampaignDefinition.parse(turned))).toBe(
      JSON.stringify(CampaignDefinition.parse(MINIMAL)),
    );
  });

  test.each(["name", "audience", "placements", "status", "creatives"])("needs its %s", (field) => {
    expect(without(field)).toEqual([`/${field}`]);
  });

  test.each<[string, object, string]>([
    ["no name", { name: "" }, "/name"],
    ["a name that does not survive storing", { name: "a\uD800" }, "/name"],
    ["no audience's name", { audience: "Cart abandoners" }, "/audience"],
    ["no placement", { placements: [] }, "/placements"],
    ["a placement twice", { placements: ["hero", "footer", "hero"] }, "/placements"],
    ["no placement's name", { placements: ["hero", "HERO"] }, "/placements/1"],
    ["an unknown status", { status: "archived" }, "/status"],
    ["a start that is no instant", { start: "2026-01-01" }, "/start"],
    ["a start in parts of a millisecond", { start: 0.5 }, "/start"],
    ["dates in reverse", { start: 2, end: 1 }, "/end"],
    ["no time between its dates", { start: 2, end: 2 }, "/end"],
    ["a priority below 0", { priority: -1 }, "/priority"],
    ["a priority above 1000", { priority: 1_001 }, "/priority"],
    ["an unknown rotation", { rotation: "random" }, "/rotation"],
    ["an unknown end", { end_policy: "rest" }, "/end_policy"],
    ["an unknown way to go on", { on_capped_step: "jump" }, "/on_capped_step"],
    ["a holdout below 0", { holdout: -0.01 }, "/holdout"],
    ["a holdout above 1", { holdout: 1.01 }, "/holdout"],
    ["a goal of any event", { goal: { event: "*" } }, "/goal/event"],
    ["a goal that is no event", { goal: { event: "add to cart" } }, "/goal/event"],
    ["no creative", { creatives: [] }, "/creatives"],
    ["an unknown field", { budget: 100 }, "/"],
  ])("with %s is refused where it lies", (_, fields, pointer) => {
    expect(withFields(fields)).toEqual([pointer]);
  });

  test.each<[string, object]>([
    ["a millisecond long", { start: 1, end: 2 }],
    ["open at its end", { start: 2 }],
    ["open at its start", { end: 1 }],
    ["held out from everybody", { holdout: 1 }],
    ["of the highest priority", { priority: 1_000 }],
  ])("may be %s", (_, fields) => {
    expect(withFields(fields)).toEqual([]);
  });

  test.each([
    [PLACEMENTS_PER_CAMPAIGN_MAX - 1, []],
    [PLACEMENTS_PER_CAMPAIGN_MAX, []],
    [PLACEMENTS_PER_CAMPAIGN_MAX + 1, ["/placements"]],
  ])("with %d placements: faults %j", (count, faults) => {
    expect(withFields({ placements: numbered(count) })).toEqual(faults);
  });

  test.each([
    [CREATIVES_PER_CAMPAIGN_MAX - 1, []],
    [CREATIVES_PER_CAMPAIGN_MAX, []],
    [CREATIVES_PER_CAMPAIGN_MAX + 1, ["/creatives"]],
  ])("with %d creatives: faults %j", (count, faults) => {
    expect(withFields({ creatives: numbered(count).map((id) => ({ id, content: TEXT })) })).toEqual(faults);
  });

  test.each([
    [CAPS_PER_CAMPAIGN_MAX - 1, []],
    [CAPS_PER_CAMPAIGN_MAX, []],
    [CAPS_PER_CAMPAIGN_MAX + 1, ["/caps"]],
  ])("with %d caps: faults %j", (count, faults) => {
    const caps = numbered(count).map(() => ({ scope: "site", limit: 1, window: "session" }));
    expect(withFields({ caps })).toEqual(faults);
  });
});

describe("a cap", () => {
  test("slides and counts what was viewable, unless said otherwise", () => {
    const { caps } = CampaignDefinition.parse({
      ...MINIMAL,
      caps: [{ scope: "campaign", limit: 3, per: "24h" }],
    });
    expect(caps).toEqual([
      { scope: "campaign", limit: 3, window: "sliding", per: "24h", counts: "viewable" },
    ]);
  });

  test.each<[string, object, string]>([
    ["an unknown window", { window: "weekly", per: "24h" }, "/window"],
    ["nothing as its window", { window: null, per: "24h" }, "/window"],
    ["a sliding window of no length", {}, "/per"],
    ["a sliding window by the calendar", { window: "sliding", per: "day" }, "/per"],
    ["a calendar by hours", { window: "calendar", per: "24h" }, "/per"],
    ["a calendar without a period", { window: "calendar" }, "/per"],
    ["a length of a life", { window: "lifetime", per: "24h" }, ""],
    ["a length of a session", { window: "session", per: "24h" }, ""],
    ["a length of nothing", { per: "0h" }, "/per"],
    ["an unknown scope", { scope: "planet", per: "24h" }, "/scope"],
    ["something else to count", { counts: "clicked", per: "24h" }, "/counts"],
    ["a limit below 0", { limit: -1, per: "24h" }, "/limit"],
    ["a limit of a half", { limit: 0.5, per: "24h" }, "/limit"],
    ["a limit above a million", { limit: 1_000_001, per: "24h" }, "/limit"],
  ])("with %s is refused where it lies", (_, cap, pointer) => {
    expect(withCap(cap)).toEqual([`/caps/0${pointer}`]);
  });
});
