import type { ProviderAnswer } from "../send/call-provider.ts";

/** What a call to a platform came to. */
export type PushOutcome =
  | {
      readonly kind: "accepted";
      /** Rows that the platform did not take; which ones, few platforms say. */
      readonly rejected: number;
      /** Positions of members in the batch that have to be sent again. */
      readonly again: readonly number[];
      /** Where the platform decides later: the id under which it tells what became of the batch. */
      readonly request: string | null;
    }
  | PushFailed;

export type PushFailed =
  /** Not now: `unreachable`, `rate_limited`, `http_503`. */
  | { readonly kind: "later"; readonly reason: string; readonly retryAfterMs: number | null }
  /** Not before somebody mends something: `auth_failed`, `permission_missing`, `request_refused`. */
  | { readonly kind: "refused"; readonly reason: string };

export const accepted = (
  rejected = 0,
  again: readonly number[] = [],
  request: string | null = null,
): PushOutcome => ({
  kind: "accepted",
  rejected,
  again,
  request,
});

export const later = (reason: string, retryAfterMs: number | null = null): PushFailed => ({
  kind: "later",
  reason,
  retryAfterMs,
});

export const refusedPush = (reason: string): PushFailed => ({ kind: "refused", reason });

/** Reasons that are the same whatever the platform. */
export const AUTH_FAILED = "auth_failed";
export const PERMISSION_MISSING = "permission_missing";
export const RATE_LIMITED = "rate_limited";
export const LIST_TOO_SMALL = "list_too_small";
/** A list of another kind, which takes nobody from us. */
export const LIST_UNFIT = "list_unfit";
export const LIST_MISSING = "list_missing";
export const TERMS_MISSING = "terms_missing";
export const REQUEST_REFUSED = "request_refused";
export const UNREACHABLE = "unreachable";

/** Of 4xx those that may go well another time. */
const PASSING = new Set([408, 409, 425]);

/** What an answer means whose body says no more; null for a success. A redirect is a failure: it could lead anywhere. */
export const failureOf = (answer: ProviderAnswer | null): PushFailed | null => {
  if (answer === null) return later(UNREACHABLE);
  const { status, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return null;
  if (status === 401) return refusedPush(AUTH_FAILED);
  if (status === 403) return refusedPush(PERMISSION_MISSING);
  if (status === 404) return refusedPush(LIST_MISSING);
  if (status === 429) return later(RATE_LIMITED, retryAfterMs);
  if (status >= 500 || PASSING.has(status) || status < 400) return later(`http_${status}`, retryAfterMs);
  return refusedPush(REQUEST_REFUSED);
};
