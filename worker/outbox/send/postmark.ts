import type { OpenedChannel } from "../../domain/channel/channel-parts.ts";
import { CONTACT_FIELD, MESSAGE_FIELD } from "../../domain/channel/message-metadata.ts";
import type { Outcome } from "../delivery.ts";
import type { EmailMessage } from "../outgoing.ts";
import { callProvider, jsonBody, providerOutcome } from "./call-provider.ts";
import { envelopeAddress } from "./mail/envelope-address.ts";
import { RECIPIENT_REJECTED, refused } from "./outcomes.ts";
import type { SendPorts } from "./send-ports.ts";

/** Error code of a recipient that bounced or complained before. https://postmarkapp.com/developer/api/overview#error-codes */
const INACTIVE_RECIPIENT = 406;

/** https://postmarkapp.com/developer/api/email-api */
export const sendPostmark = async (
  { id, contact, to, subject, html, text, headers }: EmailMessage,
  { server_token, from, message_stream, base_url = "https://api.postmarkapp.com" }: OpenedChannel<"postmark">,
  ports: SendPorts,
): Promise<Outcome> => {
  const body = {
    From: from,
    To: envelopeAddress(to),
    Subject: subject,
    HtmlBody: html,
    TextBody: text,
    Headers: Object.entries(headers).map(([Name, Value]) => ({ Name, Value })),
    Metadata: { [CONTACT_FIELD]: contact, [MESSAGE_FIELD]: id },
    ...(message_stream === undefined ? {} : { MessageStream: message_stream }),
  };
  const request = jsonBody({ "x-postmark-server-token": server_token }, body);
  const answer = await callProvider(`${base_url}/email`, request, ports.now());
  const isInactive = answer?.status === 422 && answer.fields["ErrorCode"] === INACTIVE_RECIPIENT;
  return isInactive ? refused(RECIPIENT_REJECTED) : providerOutcome(answer);
};
