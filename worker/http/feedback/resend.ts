import { ResendReport } from "../../../schemas/feedback.ts";
import { WEBHOOK_TOLERANCE_MS } from "../../../schemas/limits.ts";
import { isSignedWebhook } from "../../crypto/feedback-signature.ts";
import type { OpenedChannel } from "../../domain/channel/channel-parts.ts";
import { isFresh, jsonOf, type ProviderRequest, type Report, reportOf } from "./report.ts";

const kindOf = ({ type, data }: ResendReport): Report["kind"] | null => {
  switch (type) {
    case "email.delivered":
      return "delivered";
    case "email.delivery_delayed":
      return "deferred";
    case "email.bounced":
      return data.bounce === undefined || data.bounce.type === "Permanent" ? "bounced" : "deferred";
    case "email.suppressed":
      return "bounced";
    case "email.complained":
      return "complained";
    default:
      return null;
  }
};

const isSigned = ({ headers, body, now }: ProviderRequest, secret: string): boolean => {
  const of = (name: string): string => headers.get(`svix-${name}`) ?? headers.get(`webhook-${name}`) ?? "";
  const signed = { id: of("id"), timestamp: of("timestamp"), signatures: of("signature") };
  return isFresh(signed.timestamp, now, WEBHOOK_TOLERANCE_MS) && isSignedWebhook(secret, signed, body);
};

/** Standard Webhooks under the names of Svix. Null where it is not signed with the channel's secret. */
export const hearResend = (
  request: ProviderRequest,
  { webhook_secret }: OpenedChannel<"resend">,
): Report[] | null => {
  if (webhook_secret === undefined || !isSigned(request, webhook_secret)) return null;
  const { success, data } = ResendReport.safeParse(jsonOf(request.body));
  if (!success) return [];
  const { halley_contact, halley_message = "" } = data.data.tags;
  const tags = { halley_contact, halley_message: Buffer.from(halley_message, "base64url").toString() };
  return reportOf(tags, kindOf(data), new Date(data.created_at ?? "").getTime(), request.now);
};
