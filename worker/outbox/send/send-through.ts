import type { OpenedChannel } from "../../domain/channel/channel-parts.ts";
import { mediumOf } from "../../domain/channel/medium-of.ts";
import { targetFault } from "../../domain/channel/target-fault.ts";
import type { Outcome } from "../delivery.ts";
import type { EmailMessage, OutgoingMessage, WebhookMessage } from "../outgoing.ts";
import { sendWebhook } from "../webhook.ts";
import { isWellFormedMail } from "./mail/well-formed-mail.ts";
import { sendMailgun } from "./mailgun.ts";
import { channelDown, DELIVERED, MESSAGE_MALFORMED, refused } from "./outcomes.ts";
import { sendPostmark } from "./postmark.ts";
import { sendResend } from "./resend.ts";
import type { SendPorts } from "./send-ports.ts";
import { sendSendgrid } from "./sendgrid.ts";
import { sendSmtp } from "./smtp/send-smtp.ts";
import { sendTwilio } from "./twilio.ts";

/** A channel was given another medium after the message was made for it. */
const MISMATCH = refused("medium_mismatch");

const sendMail = async (
  message: EmailMessage,
  channel: OpenedChannel,
  ports: SendPorts,
): Promise<Outcome> => {
  if (!isWellFormedMail(message)) return refused(MESSAGE_MALFORMED);
  switch (channel.kind) {
    case "smtp":
      return sendSmtp(message, channel, ports);
    case "resend":
      return sendResend(message, channel, ports);
    case "postmark":
      return sendPostmark(message, channel, ports);
    case "sendgrid":
      return sendSendgrid(message, channel, ports);
    case "mailgun":
      return sendMailgun(message, channel, ports);
    case "webhook":
    case "twilio":
    case "webpush":
    case "inbox":
      return MISMATCH;
  }
};

const sendToServer = (
  { id, body }: WebhookMessage,
  { url, secret }: OpenedChannel<"webhook">,
  ports: SendPorts,
): Promise<Outcome> => {
  const sentAt = Math.floor(ports.now() / 1_000);
  return sendWebhook({ url, id, body, sentAt, signature: ports.signWebhook(secret, id, sentAt, body) });
};

const keep = async (
  message: OutgoingMessage,
  channel: OpenedChannel<"inbox">,
  { keepInInbox }: SendPorts,
): Promise<Outcome> => {
  if (keepInInbox === null) return channelDown("inbox_missing");
  try {
    await keepInInbox(message, channel);
    return DELIVERED;
  } catch {
    return channelDown("inbox_missing"); // Its object is busy or gone.
  }
};

/** One try to send one message through a channel. Whatever goes wrong is an outcome; nothing is thrown. */
export const sendThrough = async (
  message: OutgoingMessage,
  channel: OpenedChannel,
  ports: SendPorts,
): Promise<Outcome> => {
  if (message.medium !== mediumOf(channel)) return MISMATCH;
  // It was checked when it was saved; an instance on trial may have become one that serves others.
  if (!ports.isTrial && targetFault(channel) !== null) return channelDown("target_not_public");
  if (channel.kind === "inbox") return keep(message, channel, ports);
  switch (message.medium) {
    case "email":
      return sendMail(message, channel, ports);
    case "sms":
      return channel.kind === "twilio" ? sendTwilio(message, channel, ports) : MISMATCH;
    case "push":
      if (channel.kind !== "webpush") return MISMATCH;
      return ports.sendPush === null ? channelDown("push_missing") : ports.sendPush(message, channel);
    case "webhook":
      return channel.kind === "webhook" ? sendToServer(message, channel, ports) : MISMATCH;
  }
};
