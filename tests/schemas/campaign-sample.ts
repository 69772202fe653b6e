/** Campaigns to make mistakes in. */
import { CampaignDefinition, type CampaignInput } from "../../schemas/campaign.ts";

export const TEXT = {
  kind: "text",
  headline: "Still thinking?",
  href: "https://shop.example/boots",
} as const;
export const IMAGE = {
  kind: "image",
  src: "https://shop.example/b.png",
  alt: "Boots",
  width: 300,
  height: 250,
  href: "https://shop.example/boots",
} as const;
export const HTML = { kind: "html", html: "<b>Boots</b>", width: 970, height: 250 } as const;

export const MINIMAL: CampaignInput = {
  name: "Boots, come back",
  audience: "cart-abandoners",
  placements: ["home-hero"],
  status: "live",
  creatives: [{ id: "a", content: TEXT }],
};

export const pointersOf = (body: unknown): string[] =>
  (CampaignDefinition.safeParse(body).error?.issues ?? []).map(({ path }) => `/${path.join("/")}`);
export const withFields = (fields: object) => pointersOf({ ...MINIMAL, ...fields });
