import { readSender } from "../../../schemas/sender.ts";
import type { OpenedChannel } from "../../domain/channel/channel-parts.ts";
import { CONTACT_FIELD, MESSAGE_FIELD } from "../../domain/channel/message-metadata.ts";
import type { Outcome } from "../delivery.ts";
import type { EmailMessage } from "../outgoing.ts";
import { callProvider, jsonBody, providerOutcome } from "./call-provider.ts";
import { envelopeAddress } from "./mail/envelope-address.ts";
import type { SendPorts } from "./send-ports.ts";

const senderOf = (from: string): { email: string; name?: string } => {
  const sender = readSender(from);
  if (sender === null) return { email: from };
  return sender.name === null ? { email: sender.address } : { email: sender.address, name: sender.name };
};

/** https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send */
export const sendSendgrid = async (
  { id, contact, to, subject, html, text, headers }: EmailMessage,
  { api_key, from, base_url = "https://api.sendgrid.com" }: OpenedChannel<"sendgrid">,
  ports: SendPorts,
): Promise<Outcome> => {
  const body = {
    personalizations: [{ to: [{ email: envelopeAddress(to) }] }],
    from: senderOf(from),
    subject,
    // The plain text has to come first.
    content: [
      { type: "text/plain", value: text },
      { type: "text/html", value: html },
    ],
    headers,
    custom_args: { [CONTACT_FIELD]: contact, [MESSAGE_FIELD]: id },
    // Links and pixels are the message's own already.
    tracking_settings: {
      click_tracking: { enable: false, enable_text: false },
      open_tracking: { enable: false },
      subscription_tracking: { enable: false },
    },
  };
  const request = jsonBody({ authorization: `Bearer ${api_key}` }, body);
  return providerOutcome(await callProvider(`${base_url}/v3/mail/send`, request, ports.now()));
};
