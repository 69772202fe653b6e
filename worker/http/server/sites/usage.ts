import { siteObject } from "../../../configuration/objects.ts";
import { usageDay } from "../../../domain/usage.ts";
import { type HttpContext, openSiteWithKey } from "../../context.ts";
import { countProfiles } from "../../events/usage.ts";

/** `GET /usage`: what the site holds and takes, what of it is bots', and whether a quota has closed it. */
export const getUsage = async (c: HttpContext): Promise<Response> => {
  const { snapshot, now } = await openSiteWithKey(c, "read");
  const { quotas, timezone } = snapshot.configuration;
  const { profiles, bots } = await countProfiles(c.env, snapshot);
  const days = await siteObject(c.env, snapshot.id).usageOfDays();
  return c.json({
    day: usageDay(now, timezone).day,
    quotas,
    closed_until: snapshot.closedUntil > now ? snapshot.closedUntil : null,
    full: snapshot.isFull,
    profiles,
    bot_profiles: bots,
    days: days.map(({ day, events, botEvents }) => ({ day, events, bot_events: botEvents })),
  });
};
