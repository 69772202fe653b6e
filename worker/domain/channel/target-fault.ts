import type { Fault } from "../audience/definition/faults.ts";
import type { ChannelSettings } from "./channel-parts.ts";
import { isPublicHost, isPublicTarget } from "./public-target.ts";

const smtpFault = ({ host, security }: Extract<ChannelSettings, { kind: "smtp" }>): Fault | null => {
  if (!isPublicHost(host)) return { pointer: "/host", reason: "not_public" };
  return security === "none" ? { pointer: "/security", reason: "not_encrypted" } : null;
};

/** Why a channel may not be used on an instance that serves others than who runs it; null where it may. */
export const targetFault = (channel: ChannelSettings): Fault | null => {
  switch (channel.kind) {
    case "webhook":
      return isPublicTarget(channel.url) ? null : { pointer: "/url", reason: "not_public" };
    case "smtp":
      return smtpFault(channel);
    case "inbox":
      return { pointer: "/kind", reason: "not_in_production" };
    case "webpush":
      return null;
    case "resend":
    case "postmark":
    case "sendgrid":
    case "mailgun":
    case "twilio":
      return channel.base_url === undefined ? null : { pointer: "/base_url", reason: "not_in_production" };
  }
};
