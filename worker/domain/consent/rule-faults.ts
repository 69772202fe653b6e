import type { RegionRule } from "../../../schemas/consent.ts";
import { COUNTRIES, membersOf } from "../../../schemas/regions.ts";

/** One thing wrong with a list of rules. */
export interface RuleFault {
  /** RFC 6901, into the body of `PUT /consent/rules`. */
  readonly pointer: string;
  /**
   * `region_unknown`: there is no such country. `region_repeated`: another rule for the region starts at the same time.
   * `groups_overlap`: another rule's group has a country of this one's.
   */
  readonly reason: "region_unknown" | "region_repeated" | "groups_overlap";
}

/** Subdivisions are believed by their form: states are renamed and founded more often than this table would be updated. */
const isKnown = (region: string): boolean =>
  region === "*" || membersOf(region) !== undefined || COUNTRIES.has(region.split("-")[0] ?? "");

/** `EEA` and `EU` are as specific as each other, whenever they start: which one decides for Germany nobody could tell. */
const shareCountry = (a: string, b: string): boolean => {
  const members = membersOf(a);
  const others = membersOf(b);
  if (a === b || members === undefined || others === undefined) return false;
  return [...members].some((country) => others.has(country));
};

const isSameStart = (a: RegionRule, b: RegionRule): boolean =>
  a.region === b.region && (a.effective_at ?? 0) === (b.effective_at ?? 0);

/** What is wrong with rules beyond their form: each fault at the later one of two rules that do not go together. */
export const ruleFaults = (rules: readonly RegionRule[]): RuleFault[] =>
  rules.flatMap((rule, index): RuleFault[] => {
    const pointer = `/rules/${index}/region`;
    const before = rules.slice(0, index);
    if (!isKnown(rule.region)) return [{ pointer, reason: "region_unknown" }];
    if (before.some((other) => isSameStart(other, rule))) return [{ pointer, reason: "region_repeated" }];
    if (before.some((other) => shareCountry(other.region, rule.region)))
      return [{ pointer, reason: "groups_overlap" }];
    return [];
  });
