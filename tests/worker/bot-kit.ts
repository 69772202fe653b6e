import { createSite, type TestSite } from "./kit.ts";
import { CAMPAIGN, VIEWERS } from "./samples.ts";

/** A browser that says what it is. */
export const CRAWLER = {
  headers: {
    "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
  },
};

/** A site with an audience of visitors, one of contacts, and a campaign. */
export const createShop = async (settings: object = {}): Promise<TestSite> => {
  const site = await createSite(settings);
  await site.putAudience("viewers", VIEWERS);
  await site.putAudience("known-viewers", { ...VIEWERS, name: "Known viewers", of: "contacts" });
  await site.server.put("/campaigns/boots", CAMPAIGN);
  return site;
};

/** The operator says whether a profile is a bot's. */
export const mark = async (site: TestSite, profile: string, bot: boolean): Promise<unknown> =>
  (await site.server.put(`/profiles/${profile}/bot`, { bot })).body;
