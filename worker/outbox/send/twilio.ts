import type { OpenedChannel } from "../../domain/channel/channel-parts.ts";
import { CONTACT_FIELD, MESSAGE_FIELD } from "../../domain/channel/message-metadata.ts";
import type { Outcome } from "../delivery.ts";
import type { SmsMessage } from "../outgoing.ts";
import { basicAuthorization } from "./base64.ts";
import { callProvider, providerOutcome } from "./call-provider.ts";
import { RECIPIENT_REJECTED, RECIPIENT_UNSUBSCRIBED, refused } from "./outcomes.ts";
import type { SendPorts } from "./send-ports.ts";

/** https://www.twilio.com/docs/api/errors: no number, no mobile number, or one that cannot be reached. */
const BAD_NUMBER = new Set([21211, 21217, 21614]);
/** Answered STOP. */
const UNSUBSCRIBED = 21610;

/** Twilio signs the whole address of a report: what stands in it comes back as it was given. */
const statusCallback = ({ id, contact }: SmsMessage, feedback: string): string =>
  `${feedback}?${new URLSearchParams({ [CONTACT_FIELD]: contact, [MESSAGE_FIELD]: id }).toString()}`;

const formOf = (
  message: SmsMessage,
  { from, messaging_service_sid }: OpenedChannel<"twilio">,
  feedback: string | null,
): URLSearchParams => {
  const form = new URLSearchParams({ To: message.to, Body: message.text });
  if (from !== undefined) form.set("From", from);
  if (messaging_service_sid !== undefined) form.set("MessagingServiceSid", messaging_service_sid);
  if (feedback !== null) form.set("StatusCallback", statusCallback(message, feedback));
  return form;
};

/** https://www.twilio.com/docs/messaging/api/message-resource#create-a-message */
export const sendTwilio = async (
  message: SmsMessage,
  channel: OpenedChannel<"twilio">,
  ports: SendPorts,
): Promise<Outcome> => {
  const { id, account_sid, auth_token, base_url = "https://api.twilio.com" } = channel;
  const request = {
    headers: { authorization: basicAuthorization(account_sid, auth_token) },
    body: formOf(message, channel, ports.feedbackUrl(id)),
  };
  const url = `${base_url}/2010-04-01/Accounts/${account_sid}/Messages.json`;
  const answer = await callProvider(url, request, ports.now());
  const code = Number(answer?.fields["code"]);
  if (answer?.status === 400 && code === UNSUBSCRIBED) return refused(RECIPIENT_UNSUBSCRIBED);
  if (answer?.status === 400 && BAD_NUMBER.has(code)) return refused(RECIPIENT_REJECTED);
  return providerOutcome(answer);
};
