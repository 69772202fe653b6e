import { DAY_MS, HOUR_MS } from "./limits.ts";

/** The longest life of a click id that any platform can use. */
export const CLICK_ID_LIFE_MS = 90 * DAY_MS;

/** Meta refuses a request with an event that is older. Source: developers.facebook.com/docs/marketing-api/conversions-api. */
export const META_EVENT_AGE_MAX_MS = 7 * DAY_MS;

/** GA4 moves what is older to the time of receipt. Source: developers.google.com/analytics/devguides/collection/protocol/ga4. */
export const GA4_EVENT_AGE_MAX_MS = 3 * DAY_MS;

export const USER_AGENT_MAX_LENGTH = 1_000;
/** Of what a platform's own script keeps in a cookie. */
export const PLATFORM_COOKIE_MAX_LENGTH = 512;

/** What waits for a paused destination is looked at again after this time. */
export const CONVERSION_PAUSE_MS = HOUR_MS;
