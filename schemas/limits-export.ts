import { SECOND_MS } from "./limits.ts";

/** What limits of one key name at most. */
export const KEY_AUDIENCES_MAX = 100;
export const KEY_FORMATS_MAX = 50;
export const KEY_NETWORKS_MAX = 100;
/** Keys of one chain that open something at the same time: the one in use and the one that takes its place. */
export const LIVE_KEYS_PER_CHAIN_MAX = 2;
/** How old a copy of the site may be that a key is looked up in: a revoked key opens nothing after this long. */
export const KEY_MEMO_MS = SECOND_MS;

/** Rows of one page of an export that is read page by page. */
export const EXPORT_PAGE_ROWS_MAX = 10_000;
/** Changes of a feed that are looked at for one page of members: some milliseconds where most of them left again. */
export const FEED_ROWS_PER_PAGE = 50_000;
/** Changes of feeds that one slice of retention looks at: shorter, because each entry is looked up, and visitors wait. */
export const FEED_ROWS_PER_SLICE = 5_000;
/** Exports that one answer lists. */
export const EXPORT_LOG_PAGE_MAX = 1_000;

/**
 * What one request to an ad platform may hold, entries of a list. Sources: each platform's reference, and where it names
 * no figure the constants of well-used connectors.
 */
export const META_ROWS_MAX = 10_000;
/** Snap takes 100,000; smaller bodies keep the memory of an export flat. */
export const SNAP_ROWS_MAX = 10_000;
export const REDDIT_ROWS_MAX = 2_500;
export const MICROSOFT_ITEMS_MAX = 1_000;
/** E-mail addresses and phone numbers together. */
export const UID2_ITEMS_MAX = 5_000;
