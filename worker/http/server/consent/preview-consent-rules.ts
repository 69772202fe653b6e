import { PREVIEW_PROFILES_PER_CALL } from "../../../../schemas/limits.ts";
import { noImpact, sumImpact } from "../../../domain/profile/preview-rules.ts";
import type { Change, RulesImpact } from "../../../domain/rules-preview.ts";
import { type HttpContext, openSiteWithKey } from "../../context.ts";
import { everyPage } from "../../shards/every-page.ts";
import { askEveryShard } from "../../shards/every-shard.ts";
import { readRules } from "./consent-rules.ts";

type Impacts = readonly (readonly [region: string, impact: RulesImpact])[];

const perRegion = (impacts: Impacts): [string, RulesImpact][] => {
  const regions = new Map<string, RulesImpact>();
  for (const [region, impact] of impacts)
    regions.set(region, sumImpact(regions.get(region) ?? noImpact(), impact));
  return [...regions].toSorted(([a], [b]) => (a < b ? -1 : 1));
};

const view = ({ profiles, changed, purposes, memberships, exports, trimmed }: RulesImpact) => ({
  profiles,
  changed,
  purposes: Object.fromEntries(
    Object.entries(purposes).map(([purpose, { begin, end }]: [string, Change]) => [
      purpose,
      { granted_to_denied: end, denied_to_granted: begin },
    ]),
  ),
  memberships,
  exports,
  trimmed,
});

/**
 * `POST /consent/rules/preview`: what a body of `PUT /consent/rules` would change for what is stored, once all of its
 * rules have started. Saves nothing.
 */
export const previewConsentRules = async (c: HttpContext): Promise<Response> => {
  const { snapshot, now } = await openSiteWithKey(c, "consent");
  const rules = await readRules(c);
  const at = Math.max(now, ...rules.map((rule) => rule.effective_at ?? 0));
  const shards = await askEveryShard(c.env, snapshot, (shard) =>
    everyPage((after) =>
      shard.previewRules({ rules, at, after, limit: PREVIEW_PROFILES_PER_CALL }, snapshot.version),
    ),
  );
  const regions = perRegion(shards.flat().flatMap((page) => page.regions));
  const total = regions.map(([, impact]) => impact).reduce(sumImpact, noImpact());
  return c.json({
    at,
    ...view(total),
    regions: regions.map(([region, impact]) => ({ region, ...view(impact) })),
  });
};
