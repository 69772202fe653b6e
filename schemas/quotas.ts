import * as z from "zod";

const most = z.number().int().min(1).max(1_000_000_000_000).nullable().default(null);

/** How much of an instance a site may use. Both are estimates that are a few in a hundred off, and in force seconds later. */
export const QuotaSettings = z.strictObject({
  /** Events that are accepted in a day of the site's time zone. Null is no limit. */
  events_per_day: most,
  /** Profiles that are held at the same time: where there are so many no new ones are made. Null is no limit. */
  profiles: most,
});
export type QuotaSettings = z.infer<typeof QuotaSettings>;

export const QUOTA_SETTINGS_DEFAULT: QuotaSettings = { events_per_day: null, profiles: null };
