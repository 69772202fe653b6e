/** Sets of up to three audiences, of which a later one may name earlier ones, and settings under which little counts much. */
import * as fc from "fast-check";
import type { AudienceDefinition, Exclusion, Rule } from "../../../../schemas/audience.ts";
import type { AudienceSettings } from "../../../../schemas/site.ts";
import type { Definitions } from "../brute-force/lags.ts";
import { consentLeaves, eventLeaves, profileLeaves, sequenceLeaves } from "./leaves.ts";
import { durations } from "./times.ts";

const IDS = ["first", "second", "third"] as const;

const leavesNaming = (ids: readonly string[]): fc.Arbitrary<Rule> =>
  fc.oneof(
    { arbitrary: eventLeaves, weight: 5 },
    { arbitrary: sequenceLeaves, weight: 3 },
    { arbitrary: profileLeaves, weight: 4 },
    { arbitrary: consentLeaves, weight: 1 },
    ...(ids.length === 0
      ? []
      : [{ arbitrary: fc.constantFrom(...ids).map((audience) => ({ audience })), weight: 8 }]),
  );

const rulesNaming = (ids: readonly string[]): fc.Arbitrary<Rule> => {
  const { rule } = fc.letrec<{ rule: Rule }>((tie) => {
    const parts = fc.array(tie("rule"), { minLength: 1, maxLength: 3 });
    return {
      rule: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        { arbitrary: leavesNaming(ids), weight: 4 },
        { arbitrary: parts.map((and) => ({ and })), weight: 1 },
        { arbitrary: parts.map((or) => ({ or })), weight: 1 },
        { arbitrary: tie("rule").map((not) => ({ not })), weight: 1 },
      ),
    };
  });
  return rule;
};

const memberships: fc.Arbitrary<AudienceDefinition["membership"]> = fc.oneof(
  fc.constant({ mode: "live" as const }),
  durations(4).map((duration) => ({ mode: "sticky" as const, for: duration })),
);

const definitionsNaming = (ids: readonly string[]): fc.Arbitrary<AudienceDefinition> => {
  const rules = rulesNaming(ids);
  const exclusions: fc.Arbitrary<Exclusion> = fc.record({
    mode: fc.constantFrom("temporary", "permanent"),
    rule: rules,
  });
  return fc.record({
    v: fc.constant(1 as const),
    name: fc.constant("Random"),
    of: fc.constantFrom("all", "all", "all", "visitors", "contacts"),
    include: rules,
    exclude: fc.oneof(
      { arbitrary: fc.array(exclusions, { maxLength: 0 }), weight: 2 },
      { arbitrary: fc.array(exclusions, { minLength: 1, maxLength: 2 }), weight: 1 },
    ),
    membership: memberships,
  });
};

const [first, second, third] = IDS.map((_, index) => definitionsNaming(IDS.slice(0, index))) as [
  fc.Arbitrary<AudienceDefinition>,
  fc.Arbitrary<AudienceDefinition>,
  fc.Arbitrary<AudienceDefinition>,
];

const chains: fc.Arbitrary<AudienceDefinition[]> = fc.oneof(
  { withCrossShrink: true },
  { arbitrary: fc.tuple(first), weight: 4 },
  { arbitrary: fc.tuple(first, second), weight: 2 },
  { arbitrary: fc.tuple(first, second, third), weight: 1 },
);

const settings: fc.Arbitrary<AudienceSettings> = fc.record({
  lapsed_after_days: fc.constantFrom(1, 2, 180),
  rfm: fc.record({
    recency_days: fc.constantFrom([0, 1, 2, 3], [0.5, 1, 2, 4], [30, 90, 180, 365]),
    frequency: fc.constantFrom([2, 3, 4, 5], [1, 2, 3, 4]),
    monetary: fc.constantFrom([0, 0.3, 0.8, 5], [0.1, 0.2, 5, 10]),
  }),
});

export const definitionSets: fc.Arbitrary<Definitions> = fc
  .tuple(chains, settings)
  .map(([definitions, site]) => ({
    byId: new Map(definitions.map((definition, index) => [IDS[index] ?? "none", definition])),
    settings: site,
  }));
