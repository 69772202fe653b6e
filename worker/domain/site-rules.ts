import type { CompiledAudience } from "./audience/compile.ts";
import type { RuleFinder } from "./consent/region-rule.ts";

/** Everything about a site that decides over a profile, compiled once per configuration version. */
export interface SiteRules {
  /** The site's version when an audience or a region rule changed last. */
  readonly version: number;
  readonly audiences: readonly CompiledAudience[];
  readonly ruleFor: RuleFinder;
  /** Whether a typed address moves the visitor's history at once. */
  readonly mergesOnClaim: boolean;
}
