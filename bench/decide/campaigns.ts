import type * as z from "zod";
import type { AudienceDefinition } from "../../schemas/audience.ts";
import type { CampaignInput } from "../../schemas/campaign.ts";
import { type Ask, BENCH_SITE, configureSite } from "../collect/site-admin.ts";
import type { DecideTraffic, SignedCookies } from "../load/request-source.ts";

type CapInput = NonNullable<CampaignInput["caps"]>[number];
type Window = Exclude<CapInput["window"], undefined>;

export const PLACEMENTS = ["home-hero", "home-side", "product-side", "cart-foot", "order-done"];
const AUDIENCE = "everybody";

/** Whom the benchmark plays: all of them are meant, so that no campaign is passed over cheaply. */
const EVERYBODY: z.input<typeof AudienceDefinition> = {
  v: 1,
  name: "Everybody",
  of: "visitors",
  include: { event: "*", within: "90d" },
};

const CAMPAIGNS = 10;
export const WINDOWS: readonly Window[] = ["sliding", "calendar", "lifetime", "session"];
const COUNTS = ["viewable", "rendered", "reserved"] as const;
/** Of one profile, by scope: seldom reached at first, so that most decisions serve something and check every cap. */
const LIMITS = { creative: 5, campaign: 10, placement: 60, channel: 150, site: 180 } as const;

const capOf = (
  window: Window,
  scope: CapInput["scope"],
  limit: number,
  counts: CapInput["counts"],
): CapInput => {
  const fields = { scope, limit, counts };
  switch (window) {
    case "sliding":
      return { ...fields, window, per: "24h" };
    case "calendar":
      return { ...fields, window, per: "day" };
    case "lifetime":
    case "session":
      return { ...fields, window };
  }
};

const at = <T>(values: readonly T[], index: number): T => {
  const value = values[index % values.length];
  if (value === undefined) throw new Error("nothing to choose from");
  return value;
};

/** Each of its caps has another scope; which windows they have differs from campaign to campaign. */
const capsOf = (campaign: number): CapInput[] =>
  Object.entries(LIMITS).map(([scope, limit], index) =>
    capOf(at(WINDOWS, campaign + index), scope as keyof typeof LIMITS, limit, at(COUNTS, campaign + index)),
  );

const creativeOf = (campaign: number, index: number): CampaignInput["creatives"][number] => ({
  id: `creative-${index}`,
  closable: true,
  content: {
    kind: "image",
    src: `https://shop.example/ads/${campaign}-${index}.avif`,
    alt: "Boots for the autumn, now with free returns",
    width: 728,
    height: 90,
    href: `https://shop.example/autumn?utm_campaign=${campaign}`,
  },
});

const campaignOf = (index: number): CampaignInput => ({
  name: `Campaign ${index}`,
  audience: AUDIENCE,
  placements: PLACEMENTS,
  status: "live",
  priority: 100 - index,
  rotation: index % 3 === 2 ? "sequential" : "weighted",
  end_policy: "loop",
  goal: index % 2 === 0 ? { event: "purchase" } : null,
  holdout: 0.05,
  caps: capsOf(index),
  creatives: [0, 1, 2].map((creative) => creativeOf(index, creative)),
});

/** The shop of the collect benchmark, with ten campaigns that all want the same five placements. */
export const configureCampaigns = async (ask: Ask): Promise<void> => {
  await configureSite(ask);
  await ask("PUT", `/audiences/${AUDIENCE}`, EVERYBODY);
  for (let index = 0; index < CAMPAIGNS; index++) {
    await ask("PUT", `/campaigns/campaign-${index}`, campaignOf(index));
  }
};

/** A campaign with one cap, in a placement of its own. Resolves with the placement. */
export const putCapped = async (ask: Ask, window: Window, limit: number): Promise<string> => {
  const placement = `only-${window}`;
  await ask("PUT", `/campaigns/${placement}`, {
    ...campaignOf(1),
    rotation: "weighted",
    placements: [placement],
    holdout: 0,
    caps: [capOf(window, "campaign", limit, "viewable")],
  });
  return placement;
};

/** Pages of these visitors that ask for some of the placements. */
export const decides = (
  cookies: SignedCookies,
  placementsPerCall: number,
  isConfirmed: boolean,
): DecideTraffic => ({
  kind: "decides",
  site: BENCH_SITE,
  placements: PLACEMENTS,
  placementsPerCall,
  isConfirmed,
  ...cookies,
});
