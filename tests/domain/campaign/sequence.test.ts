import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CampaignInput } from "../../../schemas/campaign.ts";
import { CREATIVES_PER_CAMPAIGN_MAX } from "../../../schemas/limits.ts";
import { confirm } from "../../../worker/domain/campaign/confirm.ts";
import { type Campaign, decide } from "../../../worker/domain/campaign/decide.ts";
import { isLive } from "../../../worker/domain/campaign/exposure.ts";
import { advance, EMPTY_LEDGER, type Ledger, type Place } from "../../../worker/domain/campaign/ledger.ts";
import { campaign, circumstances, creative, NOON } from "./sample.ts";

const story = (ids: string, more: Partial<CampaignInput> = {}, id = "story"): Campaign =>
  campaign(id, {
    rotation: "sequential",
    placements: ["hero", "side"],
    creatives: ids.split("").map((letter) => creative(letter)),
    ...more,
  });

/** What one who sees everything at once is shown; a dot where there is nothing. */
const shown = (campaigns: readonly Campaign[], before: Ledger = EMPTY_LEDGER): [string, Ledger] => {
  let [ledger, letters] = [before, ""];
  for (const [index, one] of campaigns.entries()) {
    const decided = decide(ledger, "hero", circumstances([one]), NOON + index);
    ledger = decided.ledger;
    const { chosen } = decided;
    letters += chosen.kind === "reserved" ? chosen.creative.id : ".";
    const heard = chosen.kind === "reserved" && confirm(ledger, chosen.id, "viewable", NOON + index);
    if (heard !== false && heard.kind === "heard") ledger = heard.ledger;
  }
  return [letters, ledger];
};

const times = (count: number, one: Campaign): Campaign[] => Array.from({ length: count }, () => one);
const LOOP = { end_policy: "loop" } as const;

describe("a story", () => {
  test.each<[string, Campaign[], string]>([
    ["stops after its last step", times(5, story("abc")), "abc.."],
    ["stays with its last step", times(5, story("abc", { end_policy: "last" })), "abccc"],
    ["loops", times(8, story("abc", LOOP)), "abcabcab"],
    ["of one step loops", times(3, story("a", LOOP)), "aaa"],
    [
      "goes on behind a step that was taken out",
      [...times(2, story("abc")), ...times(2, story("ac"))],
      "abc.",
    ],
    ["goes on behind one put in front", [...times(2, story("abc")), ...times(2, story("nabc"))], "abc."],
    ["shows one put in between next", [...times(2, story("abc")), ...times(3, story("abnc"))], "abnc."],
    ["goes on with one put at the end", [...times(3, story("ab")), ...times(2, story("abn"))], "ab.n."],
    ["shows none twice when it is turned round", [...times(2, story("abc")), story("cba")], "ab."],
    [
      "that loops goes on in its round with one put in front",
      [...times(2, story("ab", LOOP)), ...times(4, story("nab", LOOP))],
      "abnabn",
    ],
    [
      "that loops goes on behind a step that was taken out in a later round",
      [...times(5, story("abc", LOOP)), ...times(3, story("ac", LOOP))],
      "abcabcac",
    ],
    [
      "that loops begins a round with a step that was not there in the one before",
      times(
        7,
        story("abc", {
          ...LOOP,
          on_capped_step: "skip",
          creatives: [creative("a", { start: NOON + 2 }), creative("b"), creative("c")],
        }),
      ),
      "bcabcab",
    ],
  ])("%s", (_, campaigns, letters) => {
    expect(shown(campaigns)[0]).toBe(letters);
  });

  test("of a campaign with the name of what every object has is one like the others", () => {
    const [letters, { places }] = shown(times(3, story("ab", {}, "constructor")));
    expect([letters, places]).toEqual(["ab.", { constructor: { seen: ["a", "b"], at: NOON + 1 } }]);
  });

  test("waits for a capped step, or goes on behind it", () => {
    const caps = [{ scope: "creative", limit: 1, window: "lifetime" } as const];
    const before = shown(times(2, story("ab", LOOP)))[1];
    const skipping = { ...LOOP, on_capped_step: "skip" } as const;
    expect(shown([story("abc", { ...LOOP, caps })], before)[0]).toBe("c");
    expect(shown(times(2, story("ba", { ...LOOP, caps })), before)[0]).toBe("..");
    expect(shown(times(2, story("bac", { ...skipping, caps })), before)[0]).toBe("c.");
  });

  test("remembers as many steps as a campaign has", () => {
    let place: Place | undefined;
    for (let step = 0; step <= CREATIVES_PER_CAMPAIGN_MAX; step += 1)
      place = advance(place, `s${step}`, step);
    expect(place?.seen).toHaveLength(CREATIVES_PER_CAMPAIGN_MAX);
    expect(place?.seen.at(-1)).toBe(`s${CREATIVES_PER_CAMPAIGN_MAX}`);
  });
});

const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("ask" as const), placement: fc.constantFrom("hero", "side") }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("say" as const),
      which: fc.nat(20),
      state: fc.constantFrom("rendered", "viewable", "viewable", "renewed", "released", "clicked"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("wait" as const),
      ms: fc.constantFrom(1, 30_000, 59_999, 60_000),
    }),
  },
);

test("in all tabs together one step is on its way at a time, and what is seen is in the order of the story", () => {
  fc.assert(
    fc.property(
      fc.array(action, { maxLength: 60 }),
      fc.constantFrom("stop", "loop", "last"),
      (actions, end_policy) => {
        let [ledger, now, letters] = [EMPTY_LEDGER, NOON, ""];
        const granted: { id: string; letter: string; isSeen: boolean }[] = [];
        const settings = circumstances([story("abcd", { end_policy })]);
        for (const one of actions) {
          if (one.kind === "wait") now += one.ms;
          else if (one.kind === "ask") {
            const decided = decide(ledger, one.placement, settings, now);
            ledger = decided.ledger;
            const { chosen } = decided;
            if (chosen.kind === "reserved")
              granted.push({ id: chosen.id, letter: chosen.creative.id, isSeen: false });
          } else if (granted.length > 0) {
            const said = granted[one.which % granted.length]!;
            const heard = confirm(ledger, said.id, one.state, now);
            if (heard.kind !== "heard") continue;
            ledger = heard.ledger;
            if (one.state === "viewable" && !said.isSeen) {
              said.isSeen = true;
              letters += said.letter;
            }
          }
          expect(ledger.exposures.filter((exposure) => isLive(exposure, now)).length).toBeLessThan(2);
        }
        const whole = { stop: "abcd", loop: "abcd".repeat(20), last: `abc${"d".repeat(60)}` }[end_policy];
        expect(whole.startsWith(letters)).toBe(true);
      },
    ),
    { numRuns: 1_000 },
  );
});
