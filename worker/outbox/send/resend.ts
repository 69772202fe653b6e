import type { OpenedChannel } from "../../domain/channel/channel-parts.ts";
import { CONTACT_FIELD, MESSAGE_FIELD } from "../../domain/channel/message-metadata.ts";
import type { Outcome } from "../delivery.ts";
import type { EmailMessage } from "../outgoing.ts";
import { base64url } from "./base64.ts";
import { callProvider, jsonBody, providerOutcome } from "./call-provider.ts";
import { envelopeAddress } from "./mail/envelope-address.ts";
import { DELIVERED } from "./outcomes.ts";
import type { SendPorts } from "./send-ports.ts";

/** https://resend.com/docs/api-reference/emails/send-email */
export const sendResend = async (
  { id, contact, to, subject, html, text, headers }: EmailMessage,
  { api_key, from, base_url = "https://api.resend.com" }: OpenedChannel<"resend">,
  ports: SendPorts,
): Promise<Outcome> => {
  const tags = [
    { name: CONTACT_FIELD, value: contact },
    // A tag takes letters, digits, `-` and `_`; an id may have dots.
    { name: MESSAGE_FIELD, value: base64url(id) },
  ];
  const body = { from, to: [envelopeAddress(to)], subject, html, text, headers, tags };
  const request = jsonBody({ authorization: `Bearer ${api_key}`, "idempotency-key": id }, body);
  const answer = await callProvider(`${base_url}/emails`, request, ports.now());
  // The same key with another body: an earlier try got through, and the message was written anew since.
  const isRepeat = answer?.status === 409 && answer.fields["name"] === "invalid_idempotent_request";
  return isRepeat ? DELIVERED : providerOutcome(answer);
};
