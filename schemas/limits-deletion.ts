import { DAY_MS, MINUTE_MS, SECOND_MS } from "./limits.ts";

/** One signed request, with the one that it carries. */
export const DELETION_TOKEN_MAX_LENGTH = 16_384;
export const DELETION_BODY_MAX_BYTES = 20_480;
export const IDENTIFIER_MAX_LENGTH = 512;
export const TOKEN_ID_MAX_LENGTH = 256;
/** Whom a site takes requests from. */
export const DELETION_ISSUERS_MAX = 100;
/** A request is sent when it is made; one that comes later may be a copy. */
export const DELETION_REQUEST_AGE_MAX_MS = DAY_MS;
/** What it passes on may have come a long way: laws of the states give 45 days for all of it. */
export const DELETION_ORIGIN_AGE_MAX_MS = 45 * DAY_MS;
/** How far clocks of issuers may be ahead. */
export const DELETION_SKEW_MAX_MS = 5 * MINUTE_MS;
/** Requests that are remembered, so that a copy does nothing; as long as one may come. */
export const DELETION_REQUESTS_MAX = 10_000;
/** A published `dsrdelete.json`. */
export const ISSUER_FILE_MAX_BYTES = 65_536;
export const ISSUER_FILE_TIMEOUT_MS = 5 * SECOND_MS;
export const ISSUER_KEYS_MAX = 20;
/** Keys of an issuer, and that it has none, are believed this long. */
export const ISSUER_KEYS_LIFE_MS = MINUTE_MS;
