import { createRuleFinder } from "../domain/consent/region-rule.ts";
import {
  impactRegion,
  noImpact,
  type PreviewedRules,
  rulesImpact,
  sumImpact,
} from "../domain/profile/preview-rules.ts";
import type { RulesImpact, RulesPreviewPage, RulesPreviewRequest } from "../domain/rules-preview.ts";
import type { CompiledSite } from "../domain/site-snapshot.ts";
import type { ShardState } from "./shard-state.ts";

/** What other rules would change for one page of the shard's profiles. Stores nothing. */
export const rulesPreviewPage = (
  state: ShardState,
  { rules, at, after, limit }: RulesPreviewRequest,
  site: CompiledSite,
): RulesPreviewPage => {
  const previewed: PreviewedRules = {
    audiences: site.rules.audiences,
    inForce: site.rules.ruleFor,
    proposed: createRuleFinder(rules),
    named: new Set([...rules, ...site.snapshot.regionRules].map(({ region }) => region)),
    at,
  };
  const rows = state.profiles.rowsAfter(after, limit);
  const regions = new Map<string, RulesImpact>();
  for (const row of rows) {
    const profile = state.profiles.fromRow(row);
    const region = impactRegion(profile.head.region, previewed.named);
    regions.set(region, sumImpact(regions.get(region) ?? noImpact(), rulesImpact(profile, previewed)));
  }
  return { regions: [...regions], next: rows.length < limit ? null : (rows.at(-1)?.id ?? null) };
};
