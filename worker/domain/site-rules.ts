import type { AudienceSet } from "./audience/audience-set.ts";
import type { GoalFinder } from "./campaign/audience-goals.ts";
import type { RuleFinder } from "./consent/region-rule.ts";
import type { DestinationFinder } from "./destination/destination-uses.ts";
import type { RuleReader } from "./journey/rule-reader.ts";
import type { SiteJourneys } from "./journey/site-journeys.ts";

/** Everything about a site that decides over a profile, compiled once per configuration version. */
export interface SiteRules {
  /** The site's version when anything of this changed last. */
  readonly version: number;
  /** The site's version when something changed last that can change every audience's answer: region rules and settings. */
  readonly everythingIn: number;
  readonly audiences: AudienceSet;
  readonly ruleFor: RuleFinder;
  /** Which of the saved sets of region rules that is. */
  readonly regionRulesVersion: number;
  /** Whether a typed address moves the visitor's history at once. */
  readonly mergesOnClaim: boolean;
  readonly journeys: SiteJourneys;
  /** Compiles rules that belong to no audience: those of journeys. */
  readonly readRule: RuleReader;
  /** By which events a member of an audience converts. */
  readonly goalsOf: GoalFinder;
  /** Ids of the destinations that an audience is pushed to. */
  readonly destinationsOf: DestinationFinder;
  /** The channel by which contacts are asked to confirm their address; null where they are not asked. */
  readonly confirmsBy: string | null;
}

/** The site's version when something changed last that can change an audience's answers. */
export const changedIn = ({ audiences, everythingIn }: SiteRules, audience: string): number =>
  Math.max(everythingIn, audiences.byId.get(audience)?.changedIn ?? 0);
