import type { Outcome } from "../delivery.ts";
import { objectIn } from "../destination/call-platform.ts";
import { googleReason } from "../destination/google-reason.ts";
import type { ProviderAnswer } from "../send/call-provider.ts";
import { providerOutcome } from "../send/call-provider.ts";
import { channelDown, DELIVERED, failed, refused } from "../send/outcomes.ts";

/**
 * Codes of the Graph API that speak for the account and not for the event: too many calls, a token that ended or may not
 * send. Source: developers.facebook.com/docs/graph-api/guides/error-handling, …/overview/rate-limiting.
 */
const META_DOWN = new Set([4, 10, 17, 32, 102, 190, 341, 613]);
const META_PASSING = new Set([1, 2]);
const isMetaDown = (code: number): boolean =>
  META_DOWN.has(code) || (code >= 200 && code < 300) || (code >= 80_000 && code < 80_100);

/** Meta answers most failures with 400 and tells them apart by a number. */
export const metaOutcome = (answer: ProviderAnswer | null): Outcome => {
  if (answer === null || answer.status >= 500) return providerOutcome(answer);
  const { code, is_transient: isTransient } = objectIn(answer.fields, "error");
  if (typeof code === "number") {
    const failure = `meta_${code}`;
    if (isMetaDown(code)) return channelDown(failure, answer.retryAfterMs);
    if (META_PASSING.has(code) || isTransient === true) return failed(failure, answer.retryAfterMs);
    return refused(failure);
  }
  if (answer.fields["events_received"] === 0) return refused("meta_not_received");
  return providerOutcome(answer);
};

/**
 * Too many calls, a token that ended or may not send, a fault of their own. Source:
 * business-api.tiktok.com/portal/docs?id=1737172488964097 (return codes).
 */
const TIKTOK_DOWN = new Set([40_001, 40_100, 40_101, 40_102, 40_104, 40_105]);

/** TikTok answers everything with 200 and tells what happened by a number. */
export const tiktokOutcome = (answer: ProviderAnswer | null): Outcome => {
  const code = answer?.fields["code"];
  if (answer === null || typeof code !== "number") return providerOutcome(answer);
  if (code === 0) return DELIVERED;
  const failure = `tiktok_${code}`;
  return TIKTOK_DOWN.has(code) || code >= 50_000
    ? channelDown(failure, answer.retryAfterMs)
    : refused(failure);
};

/** The Data Manager API takes a request whole or not at all. */
export const googleOutcome = (answer: ProviderAnswer | null): Outcome => {
  const outcome = providerOutcome(answer);
  const reason = answer === null ? null : googleReason(answer);
  return outcome.kind === "refused" && reason !== null ? refused(reason) : outcome;
};
