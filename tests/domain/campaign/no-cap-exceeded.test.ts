import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Cap } from "../../../schemas/campaign.ts";
import { exceeded } from "./checker.ts";
import { ENGINE, type Engine, MUTANTS } from "./engine.ts";
import { anyCap, type Step, steps, tell, ZONE } from "./history.ts";
import { campaign, creative } from "./sample.ts";

const BOTH = { placements: ["hero", "side"], creatives: [creative("a"), creative("b")] };

/** Two campaigns that obey the same caps, so that one fills what the other is held to. */
const campaignsWith = (caps: Cap[]) => [
  campaign("boots", { ...BOTH, caps, rotation: "sequential", end_policy: "loop", priority: 1 }),
  campaign("coats", { ...BOTH, caps }),
];

const violations = (engine: Engine, caps: Cap[], history: readonly Step[]) => {
  const campaigns = campaignsWith(caps);
  const told = tell(engine, campaigns, history);
  const held = new Map(campaigns.map(({ id }) => [id, caps] as const));
  return told.noted.flatMap((noted, owner) => exceeded(noted, held, told.activity[owner] ?? [], ZONE));
};

const five = fc.array(anyCap, { minLength: 5, maxLength: 5 });
/** Caps that can be reached at all: of five, one is often 0. */
const few = fc.array(
  anyCap.filter(({ limit }) => limit > 0),
  { minLength: 1, maxLength: 2 },
);

/** Many histories, on machines that do other things too. */
const PATIENCE_MS = 60_000;

describe("no cap is ever exceeded in any window", { timeout: PATIENCE_MS }, () => {
  test.each([
    ["five at once", five],
    ["one or two", few],
  ])(
    "%s, whatever is renewed, released, repeated, late, or restarted, and wherever the clock goes",
    (_, caps) => {
      fc.assert(
        fc.property(caps, steps(false), (given, history) => {
          expect(violations(ENGINE, given, history)).toEqual([]);
        }),
        { numRuns: 600 },
      );
    },
  );

  test("also for two browsers that turn out to be one person's: from then on both count", () => {
    fc.assert(
      fc.property(few, steps(true), (caps, history) => {
        const { grants } = tell(ENGINE, campaignsWith(caps), history);
        for (const { id, at, campaign: by, live, noted, activity } of grants) {
          const now = [
            ...noted.filter((one) => one.at <= at),
            // Whatever is live may still be seen, this instant.
            ...live.flatMap((one) =>
              (["rendered", "viewable"] as const)
                .filter((counted) => !one.counted.has(counted))
                .map((counted) => ({ ...one, counted, at })),
            ),
          ];
          const held = new Map([[by, caps]]);
          const full = exceeded(now, held, activity, ZONE);
          expect(full.filter((one) => one.id === id)).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });

  test.each(Object.entries(MUTANTS))("and the tests would see it if %s", (_, engine) => {
    const caught = fc.check(
      fc.property(few, steps(false), (caps, history) => violations(engine, caps, history).length === 0),
      { numRuns: 4_000, endOnFailure: true },
    );
    expect(caught.failed).toBe(true);
  });
});
