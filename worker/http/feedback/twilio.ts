import { isSignedByTwilio } from "../../crypto/feedback-signature.ts";
import type { OpenedChannel } from "../../domain/channel/channel-parts.ts";
import { CONTACT_FIELD, MESSAGE_FIELD } from "../../domain/channel/message-metadata.ts";
import { wordIn } from "./opt-out-words.ts";
import { type ProviderRequest, type Report, reportOf } from "./report.ts";

/** Answered STOP. https://www.twilio.com/docs/api/errors/21610 */
const UNSUBSCRIBED = "21610";
/** No such number, no mobile number, or none that can be reached: https://www.twilio.com/docs/api/errors */
const DEAD_NUMBER = new Set(["21211", "21217", "21614", "30005", "30006"]);

const kindOf = (form: URLSearchParams): Report["kind"] | null => {
  const code = form.get("ErrorCode") ?? "";
  switch (form.get("MessageStatus") ?? "") {
    case "delivered":
      return "delivered";
    case "undelivered":
    case "failed":
      if (code === UNSUBSCRIBED) return "unsubscribed";
      return DEAD_NUMBER.has(code) ? "bounced" : "deferred";
    default:
      return null;
  }
};

/** The id of whoever has a number; null where it is none. */
type ContactAt = (number: string) => string | null;

/** Whether somebody wrote to the shop: a status callback has a status. */
const isAnswer = (form: URLSearchParams): boolean => !form.has("MessageStatus") && form.has("From");

/** https://www.twilio.com/docs/messaging/guides/webhook-request */
const hearAnswer = (form: URLSearchParams, contactAt: ContactAt, now: number): Report[] => {
  const kind = wordIn(form.get("Body") ?? "", form.get("OptOutType"));
  const contact = contactAt(form.get("From") ?? "");
  return kind === null || contact === null ? [] : [{ contact, message: null, kind, at: now }];
};

/** Whether Twilio waits for an answer in its own language, which says what to write back. */
export const wantsTwiml = ({ body }: Pick<ProviderRequest, "body">): boolean =>
  isAnswer(new URLSearchParams(body));

/** A status callback, or an answer to a message. Null where it is not signed with the account's token for this address. */
export const hearTwilio = (
  { headers, body, urls, query, now }: ProviderRequest,
  { auth_token }: OpenedChannel<"twilio">,
  contactAt: ContactAt,
): Report[] | null => {
  const form = new URLSearchParams(body);
  const signature = headers.get("x-twilio-signature") ?? "";
  if (!urls.some((url) => isSignedByTwilio(auth_token, url, [...form], signature))) return null;
  if (isAnswer(form)) return hearAnswer(form, contactAt, now);
  const metadata = {
    halley_contact: query.get(CONTACT_FIELD) ?? undefined,
    halley_message: query.get(MESSAGE_FIELD) ?? undefined,
  };
  return reportOf(metadata, kindOf(form), now, now);
};
