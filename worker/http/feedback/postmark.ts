import { PostmarkReport } from "../../../schemas/feedback.ts";
import { isSameText, sha256Hex } from "../../crypto/digest.ts";
import type { OpenedChannel } from "../../domain/channel/channel-parts.ts";
import { jsonOf, type ProviderRequest, type Report, reportOf } from "./report.ts";

const HARD = new Set(["HardBounce", "BadEmailAddress", "ManuallyDeactivated"]);

const bounceKind = ({ Type = "", Inactive }: PostmarkReport): Report["kind"] => {
  if (Type === "SpamComplaint") return "complained";
  if (Type === "Unsubscribe") return "unsubscribed";
  return HARD.has(Type) || Inactive === true ? "bounced" : "deferred";
};

/** That somebody may be written to again is the shop's to say, not the provider's. */
const changeKind = ({ SuppressSending, SuppressionReason }: PostmarkReport): Report["kind"] | null => {
  if (SuppressSending !== true) return null;
  if (SuppressionReason === "HardBounce") return "bounced";
  return SuppressionReason === "SpamComplaint" ? "complained" : "unsubscribed";
};

const kindOf = (report: PostmarkReport): Report["kind"] | null => {
  switch (report.RecordType) {
    case "Delivery":
      return "delivered";
    case "Bounce":
      return bounceKind(report);
    case "SpamComplaint":
      return "complained";
    case "SubscriptionChange":
      return changeKind(report);
    default:
      return null;
  }
};

const isKnown = ({ headers }: ProviderRequest, username: string, password: string): boolean => {
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  return isSameText(sha256Hex(headers.get("authorization") ?? ""), sha256Hex(expected));
};

/** Postmark signs nothing: name and password stand in the webhook's address. Null where they are others. */
export const hearPostmark = (
  request: ProviderRequest,
  { webhook_username, webhook_password }: OpenedChannel<"postmark">,
): Report[] | null => {
  if (webhook_username === undefined || webhook_password === undefined) return null;
  if (!isKnown(request, webhook_username, webhook_password)) return null;
  const { success, data } = PostmarkReport.safeParse(jsonOf(request.body));
  if (!success) return [];
  const at = data.BouncedAt ?? data.DeliveredAt ?? data.ChangedAt ?? "";
  return reportOf(data.Metadata, kindOf(data), new Date(at).getTime(), request.now);
};
