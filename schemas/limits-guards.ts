/** Events of one client address (of IPv6: of one /64), by one isolate's count: an office or a mobile network is one address. */
export const ADDRESS_EVENTS_PER_MINUTE_DEFAULT = 12_000;
/** Events of one visitor's pages, by its shard's count. */
export const PROFILE_EVENTS_PER_MINUTE_DEFAULT = 600;
export const GUARD_EVENTS_PER_MINUTE_MAX = 10_000_000;
/** Addresses, and profiles of a shard, that are counted at the same time; beyond this the ones that rested longest are forgotten. */
export const GUARDED_ADDRESSES_MAX = 50_000;
export const GUARDED_PROFILES_MAX = 10_000;
/** User-Agent strings of which an isolate remembers what they are. */
export const USER_AGENTS_KEPT_MAX = 2_000;
