import type { RegionRule, RequestRegion } from "../../../schemas/consent.ts";
import { REGION_GROUPS } from "../../../schemas/regions.ts";
import { PURPOSES } from "./choices.ts";

const MODES = ["opt-in", "opt-out", "off"] as const;

/**
 * Where no rule is in force, because none is for all regions, or it starts later. It allows nothing, but it keeps what
 * there is as long as usual: a rule that is missing by mistake must not delete.
 */
const NO_RULE: RegionRule = {
  region: "*",
  mode: "opt-in",
  gpc: "honour",
  purposes: {},
  cookie_days: 1,
  reask_days: 180,
  retention_days: 400,
  effective_at: null,
};

/** Of each setting the one that protects the visitor most. */
const strictest = (rules: readonly RegionRule[]): RegionRule => {
  const overrides: RegionRule["purposes"] = {};
  for (const purpose of PURPOSES) {
    if (rules.some((rule) => rule.purposes[purpose] === "denied")) overrides[purpose] = "denied";
    else if (rules.every((rule) => rule.purposes[purpose] === "granted")) overrides[purpose] = "granted";
  }
  return {
    region: "*",
    mode: MODES.find((mode) => rules.some((rule) => rule.mode === mode)) ?? "opt-in",
    gpc: rules.some((rule) => rule.gpc === "honour") ? "honour" : "ignore",
    purposes: overrides,
    cookie_days: Math.min(...rules.map((rule) => rule.cookie_days)),
    reask_days: Math.max(...rules.map((rule) => rule.reask_days)),
    retention_days: Math.min(...rules.map((rule) => rule.retention_days)),
    effective_at: null,
  };
};

/** Of the rules for one region the one that took effect last. */
const inForce = (rules: readonly RegionRule[], region: string, now: number): RegionRule | undefined =>
  rules
    .filter((rule) => rule.region === region && (rule.effective_at ?? 0) <= now)
    .reduce<RegionRule | undefined>(
      (latest, rule) => ((rule.effective_at ?? 0) >= (latest?.effective_at ?? 0) ? rule : latest),
      undefined,
    );

const groupsOf = (country: string): string[] =>
  Object.entries(REGION_GROUPS).flatMap(([name, members]) => (members.has(country) ? [name] : []));

/**
 * The rule for a request: the most specific one in force, of subdivision, country, group and `*`. Where the country is
 * unknown, the strictest of all; where only the subdivision is unknown, the strictest of the country's, because the
 * visitor may be in any of them. Where no rule speaks of the place, the strictest of all and of none at all.
 */
export const regionRule = (rules: readonly RegionRule[], region: RequestRegion, now: number): RegionRule => {
  const { country, subdivision } = region;
  const regions = [...new Set(rules.map((rule) => rule.region))];
  const rulesOf = (names: readonly string[]) =>
    names.map((name) => inForce(rules, name, now)).filter((rule) => rule !== undefined);
  const everywhere = inForce(rules, "*", now);
  const strictestOfAll = () =>
    strictest([...rulesOf(regions), ...(everywhere === undefined ? [NO_RULE] : [])]);
  if (country === null) return strictestOfAll();
  if (subdivision !== null) {
    const exact = inForce(rules, `${country}-${subdivision}`, now);
    if (exact !== undefined) return exact;
  }
  const [group, ...further] = rulesOf(groupsOf(country));
  // Groups that share a country are refused where rules are saved; should two meet all the same, both are obeyed.
  const ofGroups = group === undefined || further.length === 0 ? group : strictest([group, ...further]);
  const general = inForce(rules, country, now) ?? ofGroups ?? everywhere;
  if (general === undefined) return strictestOfAll();
  if (subdivision !== null) return general;
  const local = rulesOf(regions.filter((name) => name.startsWith(`${country}-`)));
  return local.length > 0 ? strictest([general, ...local]) : general;
};

/** More than there are countries and subdivisions; only invented ones reach it. */
const REGIONS_MAX = 10_000;

/** Finds the rule of a region at a time. */
export type RuleFinder = (region: RequestRegion, now: number) => RegionRule;

/** Works each region out once; again when a rule that starts later has started. */
export const createRuleFinder = (rules: readonly RegionRule[]): RuleFinder => {
  const starts = rules.map((rule) => rule.effective_at ?? 0);
  const found = new Map<string, RegionRule>();
  let started = -1;
  return (region, now) => {
    const inForceNow = starts.filter((start) => start <= now).length;
    if (inForceNow !== started) found.clear();
    started = inForceNow;
    const name = `${region.country ?? ""}-${region.subdivision ?? ""}`;
    if (found.size > REGIONS_MAX) found.clear();
    const known = found.get(name);
    if (known !== undefined) return known;
    const rule = regionRule(rules, region, now);
    found.set(name, rule);
    return rule;
  };
};
