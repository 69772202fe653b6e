import { SendgridReport } from "../../../schemas/feedback.ts";
import { FEEDBACK_TOLERANCE_MS } from "../../../schemas/limits.ts";
import { isSignedBySendgrid } from "../../crypto/feedback-signature.ts";
import type { OpenedChannel } from "../../domain/channel/channel-parts.ts";
import { isFresh, jsonOf, type ProviderRequest, type Report, reportOf } from "./report.ts";

/** Why it did not even try, in the words of its documentation. */
const DROPPED = new Map<string, Report["kind"]>([
  ["bounced address", "bounced"],
  ["invalid", "bounced"],
  ["spam reporting address", "complained"],
  ["unsubscribed address", "unsubscribed"],
]);

const kindOf = ({ event, type, reason = "" }: SendgridReport): Report["kind"] | null => {
  switch (event) {
    case "delivered":
    case "deferred":
      return event;
    case "bounce":
      return type === "blocked" ? "deferred" : "bounced";
    case "dropped":
      return DROPPED.get(reason.trim().toLowerCase()) ?? "deferred";
    case "spamreport":
      return "complained";
    case "unsubscribe":
    case "group_unsubscribe":
      return "unsubscribed";
    default:
      return null;
  }
};

const isSigned = ({ headers, body, now }: ProviderRequest, publicKey: string): boolean => {
  const signature = headers.get("x-twilio-email-event-webhook-signature") ?? "";
  const timestamp = headers.get("x-twilio-email-event-webhook-timestamp") ?? "";
  return (
    isFresh(timestamp, now, FEEDBACK_TOLERANCE_MS) &&
    isSignedBySendgrid(publicKey, { timestamp, signature }, body)
  );
};

/** The signed event webhook, many reports at once. Null where it is not signed with the channel's key. */
export const hearSendgrid = (
  request: ProviderRequest,
  { webhook_public_key }: OpenedChannel<"sendgrid">,
): Report[] | null => {
  if (webhook_public_key === undefined || !isSigned(request, webhook_public_key)) return null;
  const reports = jsonOf(request.body);
  if (!Array.isArray(reports)) return [];
  return reports.flatMap((report) => {
    const { success, data } = SendgridReport.safeParse(report);
    return success ? reportOf(data, kindOf(data), (data.timestamp ?? 0) * 1_000, request.now) : [];
  });
};
