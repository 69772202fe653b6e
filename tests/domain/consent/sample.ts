import * as fc from "fast-check";
import type { Purpose, RegionRule } from "../../../schemas/consent.ts";
import type { Choice, Choices } from "../../../worker/domain/consent/choices.ts";

/** Written down again, so that a purpose that is lost from the schema is missed. */
export const SAMPLE_PURPOSES = [
  "analytics_storage",
  "ad_storage",
  "ad_user_data",
  "ad_personalization",
  "email_marketing",
  "sms_marketing",
  "push_marketing",
] as const satisfies readonly Purpose[];

export const ruleOf = (region: string, rest: Partial<RegionRule> = {}): RegionRule => ({
  region,
  mode: "opt-in",
  gpc: "honour",
  purposes: {},
  cookie_days: 395,
  reask_days: 180,
  retention_days: 400,
  effective_at: null,
  ...rest,
});

export const anyChoice: fc.Arbitrary<Choice> = fc.record({
  state: fc.constantFrom("granted", "denied"),
  source: fc.constantFrom("banner", "tcf", "gpp", "gpc", "api", "operator"),
  at: fc.integer({ min: 0, max: 4 }),
});

export const anyChoices: fc.Arbitrary<Choices> = fc.dictionary(
  fc.constantFrom(...SAMPLE_PURPOSES),
  anyChoice,
) as fc.Arbitrary<Choices>;

const overrides = fc.dictionary(
  fc.constantFrom(...SAMPLE_PURPOSES),
  fc.constantFrom("granted", "denied"),
) as fc.Arbitrary<RegionRule["purposes"]>;

export const anyRule: fc.Arbitrary<RegionRule> = fc.record({
  region: fc.constantFrom("*", "EEA", "DE", "FR", "US", "US-CA", "US-TX"),
  mode: fc.constantFrom("opt-in", "opt-out", "off"),
  gpc: fc.constantFrom("honour", "ignore"),
  purposes: overrides,
  cookie_days: fc.integer({ min: 1, max: 395 }),
  reask_days: fc.integer({ min: 1, max: 1_000 }),
  retention_days: fc.integer({ min: 1, max: 1_000 }),
  effective_at: fc.constantFrom(null, 10, 20),
});
