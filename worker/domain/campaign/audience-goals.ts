import type { CampaignDefinition } from "../../../schemas/campaign.ts";

/** A purchase is a success whatever an audience is for. */
const ALWAYS = "purchase";

interface Campaign {
  readonly definition: Pick<CampaignDefinition, "audience" | "goal" | "status">;
}

/** Types of events by which a member of an audience converts. */
export type GoalFinder = (audience: string) => ReadonlySet<string>;

const ALWAYS_ONLY: ReadonlySet<string> = new Set([ALWAYS]);

/**
 * Purchases, and the goals of the campaigns that an audience is shown. What ends a journey is no goal: it may just as
 * well be what makes writing pointless.
 */
export const createGoalFinder = (campaigns: readonly Campaign[]): GoalFinder => {
  const byAudience = new Map<string, ReadonlySet<string>>();
  for (const { definition } of campaigns) {
    const { audience, goal, status } = definition;
    if (goal === null || status === "draft") continue;
    byAudience.set(audience, new Set([...(byAudience.get(audience) ?? ALWAYS_ONLY), goal.event]));
  }
  return (audience) => byAudience.get(audience) ?? ALWAYS_ONLY;
};
