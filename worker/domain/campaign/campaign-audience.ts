import type { CampaignDefinition } from "../../../schemas/campaign.ts";
import type { Fault } from "../audience/definition/faults.ts";

/** What is wrong with the audience that a campaign names. */
export const audienceFaults = (
  { audience }: CampaignDefinition,
  audiences: readonly { readonly id: string }[],
): Fault[] =>
  audiences.some(({ id }) => id === audience)
    ? []
    : [{ pointer: "/audience", reason: "is no audience of this site" }];

/** Ids of the campaigns that are for an audience. */
export const campaignsFor = (
  audience: string,
  campaigns: readonly { readonly id: string; readonly definition: CampaignDefinition }[],
): string[] => campaigns.filter(({ definition }) => definition.audience === audience).map(({ id }) => id);
