import { expect, test } from "vitest";
import { CampaignDefinition } from "../../../schemas/campaign.ts";
import { audienceFaults, campaignsFor } from "../../../worker/domain/campaign/campaign-audience.ts";

const campaignFor = (audience: string) =>
  CampaignDefinition.parse({
    name: "Boots, come back",
    audience,
    placements: ["home-hero"],
    status: "live",
    creatives: [{ id: "a", content: { kind: "text", headline: "Boots", href: "https://shop.example/" } }],
  });

test("a campaign for an audience of the site has no fault", () => {
  expect(audienceFaults(campaignFor("b"), [{ id: "a" }, { id: "b" }])).toEqual([]);
});

test.each([[[]], [[{ id: "bb" }]]])("a campaign for none of %j is told so", (audiences) => {
  expect(audienceFaults(campaignFor("b"), audiences)).toEqual([
    { pointer: "/audience", reason: "is no audience of this site" },
  ]);
});

test("campaigns are found by their audience", () => {
  const campaigns = ["a", "b", "a"].map((audience, n) => ({
    id: `c-${n}`,
    definition: campaignFor(audience),
  }));
  expect(campaignsFor("a", campaigns)).toEqual(["c-0", "c-2"]);
  expect(campaignsFor("c", campaigns)).toEqual([]);
});
