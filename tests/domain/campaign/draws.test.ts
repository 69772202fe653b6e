import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CampaignInput } from "../../../schemas/campaign.ts";
import { type Chosen, decide } from "../../../worker/domain/campaign/decide.ts";
import { EMPTY_LEDGER, type Ledger } from "../../../worker/domain/campaign/ledger.ts";
import { rotate } from "../../../worker/domain/campaign/rotation.ts";
import { campaign, circumstances, creative, NOON } from "./sample.ts";

const DRAWS = 1_000;
/** Profiles whose draws are spread evenly. */
const evenly = Array.from({ length: DRAWS }, (_, n) => (n + 0.5) / DRAWS);

const weighted = (all: readonly number[]) =>
  campaign("boots", { creatives: all.map((weight, n) => creative(`c${n}`, { weight })) }).definition;

const outcome = (chosen: Chosen): string =>
  chosen.kind === "reserved" ? `${chosen.campaign.id} ${chosen.creative.id}` : chosen.reason;
const drawing = (draw: number) => (purpose: string) => (purpose.startsWith("holdout") ? draw : 0);

const askTwice = (first: Partial<CampaignInput>, draw: number): string[] => {
  const campaigns = [campaign("boots", { priority: 1, ...first }), campaign("coats")];
  const settings = circumstances(campaigns, { draw: drawing(draw) });
  let ledger: Ledger = EMPTY_LEDGER;
  return [0, 1].map((later) => {
    const decided = decide(ledger, "hero", settings, NOON + later);
    ({ ledger } = decided);
    return outcome(decided.chosen);
  });
};

const ask = (more: Partial<CampaignInput>, placements: readonly string[]): string[] => {
  const settings = circumstances([campaign("boots", { placements: ["hero", "side"], ...more })]);
  let ledger: Ledger = EMPTY_LEDGER;
  return placements.map((placement) => {
    const decided = decide(ledger, placement, settings, NOON);
    ({ ledger } = decided);
    return decided.chosen.kind === "reserved" ? decided.chosen.creative.id : decided.chosen.reason;
  });
};

const cap = (scope: "campaign" | "placement" | "creative", limit: number) => ({
  caps: [{ scope, limit, window: "lifetime" } as const],
});

describe("weights", () => {
  const weights = fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 6 })
    .filter((all) => all.some((weight) => weight > 0));

  test("give each creative its share of the profiles", () => {
    fc.assert(
      fc.property(weights, (all) => {
        const total = all.reduce((sum, weight) => sum + weight, 0);
        const definition = weighted(all);
        const firsts = evenly.map((draw) => rotate(definition, undefined, draw, NOON)[0]?.id);
        for (const [n, weight] of all.entries()) {
          const count = firsts.filter((id) => id === `c${n}`).length;
          expect(Math.abs(count - (DRAWS * weight) / total)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test("name every other creative with a weight as a stand-in, once", () => {
    fc.assert(
      fc.property(weights, fc.constantFrom(...evenly), (all, draw) => {
        const ids = rotate(weighted(all), undefined, draw, NOON).map(({ id }) => id);
        expect(ids.toSorted()).toEqual(all.flatMap((weight, n) => (weight > 0 ? [`c${n}`] : [])));
      }),
    );
  });
});

describe("a holdout", () => {
  test.each([0, 0.1, 0.5, 1])("of %d is that share of the profiles", (holdout) => {
    const settings = (draw: number) =>
      circumstances([campaign("boots", { holdout })], { draw: drawing(draw) });
    const held = evenly.filter(
      (draw) => outcome(decide(EMPTY_LEDGER, "hero", settings(draw), NOON).chosen) === "holdout",
    );
    expect(held).toHaveLength(holdout * DRAWS);
  });

  test("is asked again with the same answer", () => {
    expect(askTwice({ holdout: 0.5 }, 0.4)).toEqual(["holdout", "holdout"]);
    expect(askTwice({ holdout: 0.5 }, 0.5)).toEqual(["boots a", "boots a"]);
  });

  test("is under the same caps as what is shown: the next campaign has its turn at the same moment", () => {
    const caps = [{ scope: "campaign", limit: 1, per: "24h" } as const];
    expect(askTwice({ holdout: 0.5, caps }, 0.4)).toEqual(["holdout", "coats a"]);
    expect(askTwice({ holdout: 0.5, caps }, 0.5)).toEqual(["boots a", "coats a"]);
  });

  test("goes through a story as if it saw it", () => {
    const story = { rotation: "sequential", creatives: [creative("a"), creative("b")] } as const;
    const settings = circumstances([
      campaign("boots", { ...story, creatives: [...story.creatives], holdout: 1 }),
    ]);
    let ledger: Ledger = EMPTY_LEDGER;
    for (let later = 0; later < 3; later += 1) ({ ledger } = decide(ledger, "hero", settings, NOON + later));
    expect(ledger.exposures.map((one) => [one.creative, one.isGhost])).toEqual([
      ["a", true],
      ["b", true],
    ]);
  });
});

describe("several placements of one page", () => {
  test.each<[string, Partial<CampaignInput>, string[]]>([
    ["share what a campaign has left", cap("campaign", 2), ["a", "a", "capped", "no_campaign"]],
    ["have each its own where the cap is theirs", cap("placement", 1), ["a", "a", "capped", "no_campaign"]],
    [
      "get other creatives where one is used up",
      { ...cap("creative", 1), creatives: [creative("a"), creative("b")] },
      ["b", "a", "capped", "no_campaign"],
    ],
    ["get nothing where the limit is 0", cap("campaign", 0), ["capped", "capped", "capped", "no_campaign"]],
    ["get something each where nothing is capped", {}, ["a", "a", "a", "no_campaign"]],
  ])("%s", (_, more, expected) => {
    expect(ask(more, ["hero", "side", "hero", "unknown"])).toEqual(expected);
  });
});
