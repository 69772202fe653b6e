import type { OpenedChannel } from "../../domain/channel/channel-parts.ts";
import { CONTACT_FIELD, MESSAGE_FIELD } from "../../domain/channel/message-metadata.ts";
import type { Outcome } from "../delivery.ts";
import type { EmailMessage } from "../outgoing.ts";
import { basicAuthorization } from "./base64.ts";
import { callProvider, type ProviderAnswer, providerOutcome } from "./call-provider.ts";
import { envelopeAddress } from "./mail/envelope-address.ts";
import { RECIPIENT_REJECTED, refused } from "./outcomes.ts";
import type { SendPorts } from "./send-ports.ts";

const ORIGINS = { us: "https://api.mailgun.net", eu: "https://api.eu.mailgun.net" } as const;

const formOf = ({ id, contact, to, subject, html, text, headers }: EmailMessage, from: string): FormData => {
  const form = new FormData();
  const fields = {
    from,
    to: envelopeAddress(to),
    subject,
    text,
    html,
    [`v:${CONTACT_FIELD}`]: contact,
    [`v:${MESSAGE_FIELD}`]: id,
    // Links and pixels are the message's own already.
    "o:tracking": "no",
  };
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const [name, value] of Object.entries(headers)) form.append(`h:${name}`, value);
  return form;
};

/** 400 is for everything; only its text tells that it is the address. */
const isBadAddress = (answer: ProviderAnswer | null): boolean =>
  answer?.status === 400 &&
  /^'?to'? parameter is not a valid address/i.test(String(answer.fields["message"]));

/** https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages */
export const sendMailgun = async (
  message: EmailMessage,
  { api_key, domain, region, from, base_url = ORIGINS[region] }: OpenedChannel<"mailgun">,
  ports: SendPorts,
): Promise<Outcome> => {
  const request = {
    headers: { authorization: basicAuthorization("api", api_key) },
    body: formOf(message, from),
  };
  const answer = await callProvider(`${base_url}/v3/${domain}/messages`, request, ports.now());
  return isBadAddress(answer) ? refused(RECIPIENT_REJECTED) : providerOutcome(answer);
};
