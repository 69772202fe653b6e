import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "./limits.ts";

export const DESTINATIONS_PER_SITE_MAX = 20;
/** Audiences that one destination gets. */
export const DESTINATION_AUDIENCES_MAX = 50;
/** A key or token of a destination; a service account's private key is the longest. */
export const DESTINATION_SECRET_MAX_LENGTH = 4_096;
/** An id that a platform gave out. */
export const PLATFORM_ID_MAX_LENGTH = 64;
/** Additions wait this long for others, so that they travel together. Removals do not wait. */
export const PUSH_GATHER_MS = 60 * SECOND_MS;
/** Rows of one call. Sources: FORMATS of the platforms in docs/destinations.md. */
export const GOOGLE_MEMBERS_MAX = 10_000;
export const META_ROWS_MAX = 10_000;
export const LINKEDIN_MEMBERS_MAX = 5_000;
export const TIKTOK_ROWS_MAX = 1_000;
export const PUSH_WEBHOOK_MEMBERS_MAX = 1_000;
/** Of one member, as Google takes them. */
export const GOOGLE_IDENTIFIERS_MAX = 10;
/** A destination that refuses our credentials is tried again after this time, or when it is saved. */
export const PUSH_REFUSED_RETRY_MS = HOUR_MS;
/** An audience below the site's `min_size` is counted again after this time. */
export const PUSH_SIZE_RETRY_MS = HOUR_MS;
/** Google tells what became of a request after this time, and for so long. */
export const PUSH_STATUS_WAIT_MS = 30 * MINUTE_MS;
export const PUSH_STATUS_AGE_MAX_MS = 3 * DAY_MS;
/** Requests of one shard whose outcome is still to be asked for. */
export const PUSH_REQUESTS_MAX = 200;
/** Members that one transaction of the first push takes. */
export const PUSH_WALK_SLICE = 5_000;
/** Members that are hashed for a call, and noted after it, in one transaction. */
export const PUSH_SLICE = 500;
/** A platform that has not begun to answer by then has failed. */
export const PLATFORM_TIMEOUT_MS = 30 * SECOND_MS;
/** Of an answer; a batch of LinkedIn is answered row by row. */
export const PLATFORM_ANSWER_MAX_BYTES = 2_000_000;
/** An access token is not used in the last minutes of its life. */
export const ACCESS_TOKEN_MARGIN_MS = 5 * MINUTE_MS;
export const ACCESS_TOKEN_LIFE_MS = HOUR_MS;
