import * as z from "zod";
import {
  ADDRESS_EVENTS_PER_MINUTE_DEFAULT,
  GUARD_EVENTS_PER_MINUTE_MAX,
  PROFILE_EVENTS_PER_MINUTE_DEFAULT,
} from "./limits-guards.ts";

const perMinute = z.number().int().min(1).max(GUARD_EVENTS_PER_MINUTE_MAX).nullable();

/** What pages may send, and what becomes of bots. */
export const GuardSettings = z.strictObject({
  /** Events of one client address, of IPv6 of one /64; each isolate counts for itself. Null counts nothing. */
  address_events_per_minute: perMinute.default(ADDRESS_EVENTS_PER_MINUTE_DEFAULT),
  /** Events of one visitor. Null counts nothing. */
  profile_events_per_minute: perMinute.default(PROFILE_EVENTS_PER_MINUTE_DEFAULT),
  /**
   * Whose profile is flagged, so that its events are stored and it is in no audience. `flag`: crawlers that say so, and what
   * Cloudflare knows as a bot; `strict`: test browsers and programs too; `ignore`: nobody's.
   */
  bots: z.enum(["flag", "strict", "ignore"]).default("flag"),
});
export type GuardSettings = z.infer<typeof GuardSettings>;

export const GUARD_SETTINGS_DEFAULT: GuardSettings = {
  address_events_per_minute: ADDRESS_EVENTS_PER_MINUTE_DEFAULT,
  profile_events_per_minute: PROFILE_EVENTS_PER_MINUTE_DEFAULT,
  bots: "flag",
};
