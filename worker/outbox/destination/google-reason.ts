import type { ProviderAnswer } from "../send/call-provider.ts";
import { objectIn } from "./call-platform.ts";
import { failureOf, type PushFailed, REQUEST_REFUSED, refusedPush } from "./push-outcome.ts";

const isCode = (value: unknown): value is string => typeof value === "string" && /^[A-Z_]{1,64}$/.test(value);

/**
 * The code of the first field that Google found a fault with: `google_invalid_destination`; null where it names none.
 * https://developers.google.com/data-manager/api/reference/rest/v1/ErrorReason
 */
export const googleReason = ({ fields }: ProviderAnswer): string | null => {
  const { details } = objectIn(fields, "error");
  const violations = (Array.isArray(details) ? details : []).flatMap((detail): unknown[] => {
    const { fieldViolations } = detail as { readonly fieldViolations?: unknown };
    return Array.isArray(fieldViolations) ? fieldViolations : [];
  });
  const reasons = violations.map((violation) => (violation as { readonly reason?: unknown }).reason);
  const reason = reasons.find(isCode);
  return reason === undefined ? null : `google_${reason.toLowerCase()}`;
};

/** What an answer of the Data Manager API means; null for a success. */
export const googleFailure = (answer: ProviderAnswer | null): PushFailed | null => {
  const failure = failureOf(answer);
  if (answer === null || failure?.reason !== REQUEST_REFUSED) return failure;
  return refusedPush(googleReason(answer) ?? REQUEST_REFUSED);
};
