import type { Outcome } from "../../delivery.ts";
import { base64 } from "../base64.ts";
import { channelDown } from "../outcomes.ts";
import type { Offers } from "./offers.ts";
import type { Reply, SmtpSession } from "./smtp-session.ts";

const ACCEPTED = 235;
const GO_ON = 334;

const plain = (session: SmtpSession, username: string, password: string): Promise<Reply> =>
  session.ask(`AUTH PLAIN ${base64(`\0${username}\0${password}`)}`);

const login = async (session: SmtpSession, username: string, password: string): Promise<Reply> => {
  const first = await session.ask("AUTH LOGIN");
  if (first.code !== GO_ON) return first;
  const second = await session.ask(base64(username));
  return second.code === GO_ON ? session.ask(base64(password)) : second;
};

/** Says who sends (RFC 4954). Null when that was accepted, else why nothing can be sent. */
export const authenticate = async (
  session: SmtpSession,
  offers: Offers,
  username: string,
  password: string,
): Promise<Outcome | null> => {
  const mechanisms = offers.get("AUTH") ?? [];
  const say = mechanisms.includes("PLAIN") ? plain : mechanisms.includes("LOGIN") ? login : null;
  if (say === null) return channelDown("auth_unsupported");
  const { code, failure } = await say(session, username, password);
  if (code === ACCEPTED) return null;
  return channelDown(failure ?? (code >= 500 ? "auth_rejected" : `smtp_${code}`));
};
