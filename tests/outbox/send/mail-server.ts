import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import PostalMime, { type Email } from "postal-mime";
import {
  SMTPServer,
  type SMTPServerDataStream,
  type SMTPServerOptions,
  type SMTPServerSession,
} from "smtp-server";

/** One message as the server took it over. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Who said that it sends, by AUTH. */
  readonly user: string | null;
  readonly isEncrypted: boolean;
  readonly raw: string;
  readonly mail: Email;
}

/** An error that the server answers with. */
export const answer = (responseCode: number, message = "no"): Error =>
  Object.assign(new Error(message), { responseCode });

const addressOf = (envelope: false | { address: string }): string =>
  envelope === false ? "" : envelope.address;

/** A mail server of this machine, by others' hands. It knows one name and one password. */
export class MailServer {
  static readonly USERNAME = "shop@mail.example";
  static readonly PASSWORD = "pa\u00DFw\u00F6rd c4n4ry";
  readonly taken: TakenMail[] = [];
  readonly #server: SMTPServer;

  private constructor(options: SMTPServerOptions) {
    this.#server = new SMTPServer({
      logger: false,
      disableReverseLookup: true,
      authOptional: true,
      onAuth: ({ username, password }, _session, callback) => {
        const isKnown = username === MailServer.USERNAME && password === MailServer.PASSWORD;
        callback(isKnown ? null : answer(535), isKnown ? { user: username } : undefined);
      },
      onData: (stream, session, callback) => {
        void this.#take(stream, session).finally(callback);
      },
      ...options,
    });
    // A client that does not trust it says so and goes.
    this.#server.on("error", () => undefined);
  }

  static async start(options: SMTPServerOptions = {}): Promise<MailServer> {
    const server = new MailServer(options);
    await new Promise<void>((resolve) => {
      server.#server.listen(0, "127.0.0.1", () => resolve());
    });
    return server;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  async #take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const raw = await text(stream);
    const { mailFrom, rcptTo } = session.envelope;
    this.taken.push({
      from: addressOf(mailFrom),
      to: rcptTo.map(({ address }) => address),
      user: typeof session.user === "string" ? session.user : null,
      isEncrypted: session.secure,
      raw,
      mail: await PostalMime.parse(raw),
    });
  }
}
