import { MailgunReport } from "../../../schemas/feedback.ts";
import { FEEDBACK_TOLERANCE_MS } from "../../../schemas/limits.ts";
import { isSignedByMailgun } from "../../crypto/feedback-signature.ts";
import type { OpenedChannel } from "../../domain/channel/channel-parts.ts";
import { isFresh, jsonOf, type ProviderRequest, type Report, reportOf } from "./report.ts";

type EventData = MailgunReport["event-data"];

/** `old`: it was tried for hours in vain, which says nothing of the mailbox. */
const FAILED = new Map<string, Report["kind"]>([
  ["old", "deferred"],
  ["suppress-complaint", "complained"],
  ["suppress-unsubscribe", "unsubscribed"],
]);

const kindOf = ({ event, severity, reason = "" }: EventData): Report["kind"] | null => {
  switch (event) {
    case "delivered":
    case "complained":
    case "unsubscribed":
      return event;
    case "failed":
      return severity === "permanent" ? (FAILED.get(reason) ?? "bounced") : "deferred";
    default:
      return null;
  }
};

/** The signature stands in the body. Null where it is not made with the channel's key, or long ago. */
export const hearMailgun = (
  request: ProviderRequest,
  { webhook_signing_key }: OpenedChannel<"mailgun">,
): Report[] | null => {
  const { success, data } = MailgunReport.safeParse(jsonOf(request.body));
  if (webhook_signing_key === undefined || !success) return null;
  const { signature, "event-data": event } = data;
  if (!isFresh(signature.timestamp, request.now, FEEDBACK_TOLERANCE_MS)) return null;
  if (!isSignedByMailgun(webhook_signing_key, signature)) return null;
  return reportOf(event["user-variables"], kindOf(event), (event.timestamp ?? 0) * 1_000, request.now);
};
