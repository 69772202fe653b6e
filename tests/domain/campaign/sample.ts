import { CampaignDefinition, type CampaignInput, Cap } from "../../../schemas/campaign.ts";
import type { Campaign, Circumstances } from "../../../worker/domain/campaign/decide.ts";
import type { Candidate, Exposure } from "../../../worker/domain/campaign/exposure.ts";
import { EMPTY_LEDGER, type Ledger, newReservation } from "../../../worker/domain/campaign/ledger.ts";

export const NOON = Date.UTC(2026, 10, 26, 12);

export const CONTENT = {
  kind: "text",
  headline: "Still thinking?",
  href: "https://shop.example/boots",
} as const;

export const creative = (id: string, more: object = {}) => ({ id, content: CONTENT, ...more });

export const campaign = (id: string, more: Partial<CampaignInput> = {}): Campaign => ({
  id,
  definition: CampaignDefinition.parse({
    name: id,
    audience: "everybody",
    placements: ["hero"],
    status: "live",
    creatives: [creative("a")],
    ...more,
  }),
});

export const CANDIDATE: Candidate = {
  campaign: "boots",
  creative: "a",
  placement: "hero",
  channel: "onsite",
};

export const exposure = (id: string, reservedAt: number, more: Partial<Exposure> = {}): Exposure => ({
  ...newReservation(CANDIDATE, id, reservedAt),
  ...more,
});

/** One that was seen the moment it was reserved. */
export const seen = (id: string, at: number, more: Partial<Exposure> = {}): Exposure =>
  exposure(id, at, { renderedAt: at, viewableAt: at, ...more });

export const ledgerOf = (...exposures: Exposure[]): Ledger => ({ ...EMPTY_LEDGER, exposures });

let count = 0;
export const circumstances = (
  campaigns: readonly Campaign[],
  more: Partial<Circumstances> = {},
): Circumstances => ({
  campaigns,
  isAimedAt: () => true,
  draw: () => 0.5,
  hasRoom: () => true,
  random: () => 0.5,
  sharesOf: () => new Map(),
  newId: () => `r${(count += 1)}`,
  zone: "Europe/Berlin",
  sessionStart: 0,
  ...more,
});

export const cap = (more: object = {}): Cap =>
  Cap.parse({ scope: "campaign", limit: 1, ...("window" in more ? {} : { per: "1h" }), ...more });
