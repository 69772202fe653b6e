import { SMTP_TAKEOVER_TIMEOUT_MS } from "../../../../schemas/limits.ts";
import type { Outcome } from "../../delivery.ts";
import { channelDown, DELIVERED, failed, RECIPIENT_REJECTED, refused } from "../outcomes.ts";
import type { Offers } from "./offers.ts";
import type { Reply, SmtpSession } from "./smtp-session.ts";

/** One message with its envelope. Both addresses were checked: nothing in them means something in a command. */
export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly needsUtf8: boolean;
  /** As `composeMail` makes it. */
  readonly content: string;
}

const isSuccess = ({ code }: Reply): boolean => code >= 200 && code < 300;
/** The server closes. */
const CLOSING = 421;
/** RFC 4954 §6: it wants to know who sends, or does not believe it. */
const WANTS_LOGIN = new Set([530, 534, 535, 538]);
const SEND = 354;

/** The sender is the channel's own: what is said of it is true for every message. */
const senderOutcome = ({ code, failure }: Reply): Outcome =>
  channelDown(
    failure ?? (WANTS_LOGIN.has(code) ? "auth_required" : code >= 500 ? "sender_rejected" : `smtp_${code}`),
  );

const recipientOutcome = ({ code, failure }: Reply): Outcome => {
  if (failure !== null) return channelDown(failure);
  if (WANTS_LOGIN.has(code)) return channelDown("auth_required");
  if (code === CLOSING) return channelDown(`smtp_${code}`);
  return code >= 500 ? refused(RECIPIENT_REJECTED) : failed(`smtp_${code}`);
};

/** From here on a lost connection can be this one message's fault, which others need not wait for. */
const contentOutcome = ({ code, failure }: Reply): Outcome => {
  if (failure !== null) return failed(failure);
  if (code === CLOSING) return channelDown(`smtp_${code}`);
  return code >= 500 ? refused(`smtp_${code}`) : failed(`smtp_${code}`);
};

/** RFC 5321 §4.5.2: a line that begins with a dot gets another, and one alone ends the message. */
const withDots = (content: string): string => `${content.replace(/^\./gm, "..")}.`;

/** Hands one message to a server that knows who sends. */
export const handOver = async (session: SmtpSession, offers: Offers, mail: Mail): Promise<Outcome> => {
  if (mail.needsUtf8 && !offers.has("SMTPUTF8")) return refused("recipient_unsupported");
  const parameters = mail.needsUtf8 ? " BODY=8BITMIME SMTPUTF8" : "";
  const sender = await session.ask(`MAIL FROM:<${mail.from}>${parameters}`);
  if (!isSuccess(sender)) return senderOutcome(sender);
  const recipient = await session.ask(`RCPT TO:<${mail.to}>`);
  if (!isSuccess(recipient)) return recipientOutcome(recipient);
  const start = await session.ask("DATA");
  if (start.code !== SEND) return contentOutcome(start);
  const end = await session.ask(withDots(mail.content), SMTP_TAKEOVER_TIMEOUT_MS);
  return isSuccess(end) ? DELIVERED : contentOutcome(end);
};
