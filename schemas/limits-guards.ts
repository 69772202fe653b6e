/** Events of one client address (of IPv6: of one /64), by one isolate's count: an office or a mobile network is one address. */
export const ADDRESS_EVENTS_PER_MINUTE_DEFAULT = 12_000;
/** Events of one visitor's pages, by its shard's count: above what any page does on purpose, below a loop. */
export const PROFILE_EVENTS_PER_MINUTE_DEFAULT = 3_000;
export const GUARD_EVENTS_PER_MINUTE_MAX = 10_000_000;
/** Addresses, and profiles of a shard, of which the last so many are counted; who rested for longer is forgotten. */
export const GUARDED_ADDRESSES_MAX = 50_000;
export const GUARDED_PROFILES_MAX = 10_000;
/** User-Agent strings of which an isolate remembers what they are. */
export const USER_AGENTS_KEPT_MAX = 2_000;
/** Events of a day that are counted one by one; of more a sample is counted, so that counting stays cheap. */
export const USAGE_EXACT_EVENTS = 1_000;
export const USAGE_DAYS_KEPT = 400;
export const USAGE_DAYS_SHOWN = 31;
/** Where a site is full, it is looked this often whether it still is. */
export const FULL_LOOK_MS = 3_600_000;
/** Profiles that a shard looks at in one call to count them. */
export const COUNTED_PER_CALL = 5_000;
/** A sender of counts that has not come back by then is gone. */
export const METER_ABANDONED_MS = 30_000;
export const METERED_SITES_MAX = 1_000;
