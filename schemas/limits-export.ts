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
