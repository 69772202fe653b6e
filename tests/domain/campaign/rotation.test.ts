import { describe, expect, test } from "vitest";
import type { CampaignInput } from "../../../schemas/campaign.ts";
import { decide, inOrder } from "../../../worker/domain/campaign/decide.ts";
import { EMPTY_LEDGER } from "../../../worker/domain/campaign/ledger.ts";
import { rotate } from "../../../worker/domain/campaign/rotation.ts";
import { campaign, circumstances, creative, NOON } from "./sample.ts";

const next = (more: Partial<CampaignInput>, seen: string[], draw = 0): string[] =>
  rotate(campaign("story", more).definition, seen.length === 0 ? undefined : { seen, at: 1 }, draw, NOON).map(
    ({ id }) => id,
  );

describe("a sequence", () => {
  const creatives = [creative("one"), creative("two", { end: NOON }), creative("three")];
  const story = { rotation: "sequential", creatives } as const;
  const all = { ...story, creatives: [creative("one"), creative("two"), creative("three")] };

  test.each<[string, Partial<CampaignInput>, string[], string[]]>([
    ["begins", all, [], ["one"]],
    ["goes on", all, ["one"], ["two"]],
    ["stops", all, ["one", "two", "three"], []],
    ["loops", { ...all, end_policy: "loop" }, ["one", "two", "three"], ["one"]],
    ["stays with the last", { ...all, end_policy: "last" }, ["one", "two", "three"], ["three"]],
    ["waits for a step that is over", { ...story, creatives: [...creatives] }, ["one"], []],
    [
      "skips a step that is over",
      { ...story, creatives: [...creatives], on_capped_step: "skip" },
      ["one"],
      ["three"],
    ],
    ["has stand-ins where it skips", { ...all, on_capped_step: "skip" }, ["one"], ["two", "three"]],
    [
      "does not go back to a step put in front",
      { ...all, creatives: [creative("new"), ...all.creatives] },
      ["one"],
      ["two"],
    ],
    ["begins where all it was in is gone", all, ["gone"], ["one"]],
  ])("%s", (_, more, seen, expected) => {
    expect(next({ ...more, creatives: [...(more.creatives ?? [])] }, seen)).toEqual(expected);
  });
});

describe("weights", () => {
  const creatives = [
    creative("a", { weight: 1 }),
    creative("b", { weight: 3 }),
    creative("c", { weight: 0 }),
  ];

  test.each([
    [0, "a"],
    [0.2499, "a"],
    [0.25, "b"],
    [0.9999, "b"],
  ])("a draw of %d is %s's", (draw, first) => {
    expect(next({ creatives }, [], draw)[0]).toBe(first);
    expect(next({ creatives }, [], draw)).not.toContain("c");
  });

  test("are shared among those that are in their dates", () => {
    const dated = [creative("a", { weight: 9, start: NOON + 1 }), creative("b", { weight: 1 })];
    expect(next({ creatives: dated }, [], 0)).toEqual(["b"]);
    expect(next({ creatives: [dated[0]!] }, [], 0)).toEqual([]);
  });
});

describe("campaigns", () => {
  test("are tried by priority, and equals by id, however they are listed", () => {
    const [a, b, c] = [campaign("a"), campaign("b", { priority: 5 }), campaign("c")];
    for (const list of [
      [a, b, c],
      [c, b, a],
    ])
      expect(inOrder(list).map(({ id }) => id)).toEqual(["b", "a", "c"]);
  });

  test("that hold out note a ghost, and show nothing of another", () => {
    const settings = circumstances([campaign("boots", { holdout: 0.6, priority: 1 }), campaign("coats")]);
    const { ledger, chosen } = decide(EMPTY_LEDGER, "hero", settings, NOON);
    expect(chosen).toEqual({ kind: "none", reason: "holdout" });
    expect(ledger.exposures).toMatchObject([{ campaign: "boots", isGhost: true, viewableAt: NOON }]);
    expect(decide(EMPTY_LEDGER, "hero", { ...settings, draw: () => 0.6 }, NOON).chosen.kind).toBe("reserved");
  });

  test("that nobody is aimed at are no reason", () => {
    const settings = circumstances([campaign("boots")], { isAimedAt: () => false });
    expect(decide(EMPTY_LEDGER, "hero", settings, NOON).chosen).toEqual({
      kind: "none",
      reason: "no_campaign",
    });
  });
});
