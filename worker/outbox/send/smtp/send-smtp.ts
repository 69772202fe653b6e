import { readSender, type Sender } from "../../../../schemas/sender.ts";
import type { OpenedChannel } from "../../../domain/channel/channel-parts.ts";
import type { Outcome } from "../../delivery.ts";
import type { EmailMessage } from "../../outgoing.ts";
import { composeMail } from "../mail/compose-mail.ts";
import { envelopeAddress, needsUtf8 } from "../mail/envelope-address.ts";
import { channelDown } from "../outcomes.ts";
import type { Connection, SendPorts } from "../send-ports.ts";
import { authenticate } from "./authenticate.ts";
import { handOver, type Mail } from "./hand-over.ts";
import { type Offers, offersIn } from "./offers.ts";
import { type Reply, SmtpSession } from "./smtp-session.ts";

type SmtpChannel = OpenedChannel<"smtp">;

const READY = 220;
const DONE = 250;

const unwelcome = ({ code, failure }: Reply): Outcome => channelDown(failure ?? `smtp_${code}`);

const isOffers = (heard: Offers | Outcome): heard is Offers => heard instanceof Map;

/** What the server offers; or why it cannot be talked to. */
const greet = async (session: SmtpSession, name: string): Promise<Offers | Outcome> => {
  const reply = await session.ask(`EHLO ${name}`);
  return reply.code === DONE ? offersIn(reply) : unwelcome(reply);
};

/** Encrypts, where it was promised: a server that offers it not, or not any more, gets nothing. */
const encrypt = async (session: SmtpSession, offers: Offers, name: string): Promise<Offers | Outcome> => {
  if (!offers.has("STARTTLS")) return channelDown("starttls_missing");
  const reply = await session.ask("STARTTLS");
  if (reply.code !== READY) return unwelcome(reply);
  if (!session.startTls()) return channelDown("starttls_broken");
  // What was offered before could have been anybody's.
  const heard = await session.ask(`EHLO ${name}`);
  if (heard.failure !== null) return channelDown("tls_failed");
  return heard.code === DONE ? offersIn(heard) : unwelcome(heard);
};

const converse = async (session: SmtpSession, channel: SmtpChannel, mail: Mail): Promise<Outcome> => {
  const { security, username, password } = channel;
  const welcome = await session.read();
  if (welcome.code !== READY) {
    return welcome.failure === "connection_lost" ? channelDown("unreachable") : unwelcome(welcome);
  }
  const name = mail.from.slice(mail.from.lastIndexOf("@") + 1);
  const first = await greet(session, name);
  if (!isOffers(first)) return first;
  const offers = security === "starttls" ? await encrypt(session, first, name) : first;
  if (!isOffers(offers)) return offers;
  if (username !== undefined && password !== undefined) {
    const obstacle = await authenticate(session, offers, username, password);
    if (obstacle !== null) return obstacle;
  }
  return handOver(session, offers, mail);
};

const opened = ({ host, port, security }: SmtpChannel, ports: SendPorts): Connection | null => {
  try {
    return ports.connect({ host, port, security });
  } catch {
    return null; // The platform does not call such an address.
  }
};

const mailOf = (message: EmailMessage, sender: Sender, now: number): Mail => ({
  from: sender.address,
  to: envelopeAddress(message.to),
  needsUtf8: needsUtf8(envelopeAddress(message.to)),
  content: composeMail(message, sender, now),
});

/** One message over one connection. Never throws. */
export const sendSmtp = async (
  message: EmailMessage,
  channel: SmtpChannel,
  ports: SendPorts,
): Promise<Outcome> => {
  const sender = readSender(channel.from);
  if (sender === null) return channelDown("sender_rejected");
  const connection = opened(channel, ports);
  if (connection === null) return channelDown("unreachable");
  const session = new SmtpSession(connection);
  const outcome = await converse(session, channel, mailOf(message, sender, ports.now()));
  await session.end();
  return outcome;
};
