import type { CampaignInput } from "../../schemas/campaign.ts";
import type { DecideAnswer, NoDecision, Served } from "../../schemas/decide.ts";
import type { Browser } from "./browser.ts";
import { createSite, type TestSite } from "./kit.ts";
import type { Answer } from "./request.ts";
import { CAMPAIGN, pageView, VIEWERS } from "./samples.ts";

const { content } = CAMPAIGN.creatives[0]!;
export const creative = (id: string, more: object = {}) => ({ id, content, ...more });

export const HERO = "home-hero";

export const putCampaign = async (
  site: TestSite,
  more: Partial<CampaignInput> = {},
  id = "boots",
): Promise<void> => {
  const { status, text } = await site.server.put(`/campaigns/${id}`, { ...CAMPAIGN, ...more });
  if (status > 201) throw new Error(text);
};

/** A site with a campaign for everybody who viewed a page, and a visitor who did. */
export const campaignScene = async (more: Partial<CampaignInput> = {}, settings: object = {}) => {
  const site = await createSite(settings);
  await site.putAudience("viewers", VIEWERS);
  await putCampaign(site, more);
  const ada = site.browser();
  await ada.send([pageView()]);
  return { site, ada, visitor: ada.visitor };
};

const decisionsIn = ({ status, text, body }: Answer): DecideAnswer["decisions"] => {
  if (status !== 200) throw new Error(text);
  return (body as DecideAnswer).decisions;
};

/** What one placement shows, or why nothing. */
export const shown = async (browser: Browser, placement = HERO): Promise<Served | NoDecision> => {
  const [decision] = decisionsIn(await browser.decide([placement]));
  if (decision === undefined) throw new Error("every placement is decided");
  return "none" in decision ? decision.none : decision;
};

/** What is reserved; fails where nothing is. */
export const served = async (browser: Browser, placement = HERO): Promise<Served> => {
  const decision = await shown(browser, placement);
  if (typeof decision === "string") throw new Error(decision);
  return decision;
};

/** Something is shown and seen; returns which creative. */
export const see = async (browser: Browser, placement = HERO): Promise<string> => {
  const { reservation, creative: name } = await served(browser, placement);
  const { status, text } = await browser.confirm(reservation, "viewable");
  if (status !== 200) throw new Error(text);
  return name;
};
