import {
  SMTP_CONVERSATION_MAX_MS,
  SMTP_REPLY_MAX_BYTES,
  SMTP_REPLY_TIMEOUT_MS,
} from "../../../../schemas/limits.ts";
import type { Connection } from "../send-ports.ts";

/** What a mail server says to a command; `code` is 0 where it said nothing, and `failure` says why. */
export interface Reply {
  readonly code: number;
  /** Without codes. */
  readonly lines: readonly string[];
  readonly failure: "timeout" | "connection_lost" | "reply_malformed" | null;
}

const silence = (failure: Reply["failure"]): Reply => ({ code: 0, lines: [], failure });

/** `work`, or silence when it takes too long, or the connection ends before. */
const unless = async (late: AbortSignal, work: Promise<Reply>): Promise<Reply> => {
  const { promise, resolve } = Promise.withResolvers<Reply>();
  const giveUp = (): void => resolve(silence("timeout"));
  if (late.aborted) giveUp();
  late.addEventListener("abort", giveUp, { once: true });
  return Promise.race([promise, work.catch(() => silence("connection_lost"))]);
};

const LINE = /^(?<code>[2-5]\d\d)(?<more>[ -]|$)(?<text>.*)$/s;

/** Commands and replies over one connection (RFC 5321). Nothing here throws. */
export class SmtpSession {
  #connection: Connection;
  #reader: ReadableStreamDefaultReader<Uint8Array>;
  #writer: WritableStreamDefaultWriter<Uint8Array>;
  /** Replies are ASCII; what is not is read as something that no rule looks at. */
  readonly #decoder = new TextDecoder("latin1");
  readonly #encoder = new TextEncoder();
  readonly #deadline = AbortSignal.timeout(SMTP_CONVERSATION_MAX_MS);
  /** Read, and not yet a whole line. */
  #rest = "";

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#reader = connection.readable.getReader();
    this.#writer = connection.writable.getWriter();
  }

  /** The next reply. */
  read(timeoutMs = SMTP_REPLY_TIMEOUT_MS): Promise<Reply> {
    return this.#within(timeoutMs, this.#readReply());
  }

  /** Sends one command, without its line end, or a whole message, and reads the reply. */
  ask(command: string, timeoutMs = SMTP_REPLY_TIMEOUT_MS): Promise<Reply> {
    return this.#within(
      timeoutMs,
      this.#write(command).then(() => this.#readReply()),
    );
  }

  /**
   * Goes on encrypted. False where that fails at once, and where the server sent more than it was asked for: somebody on
   * the way could have put it in.
   */
  startTls(): boolean {
    if (this.#rest !== "") return false;
    try {
      this.#reader.releaseLock();
      this.#writer.releaseLock();
      this.#connection = this.#connection.startTls();
      this.#reader = this.#connection.readable.getReader();
      this.#writer = this.#connection.writable.getWriter();
      return true;
    } catch {
      return false; // The connection ended meanwhile.
    }
  }

  /** Takes leave, and does not wait for an answer to it. */
  async end(): Promise<void> {
    try {
      await this.#within(
        SMTP_REPLY_TIMEOUT_MS,
        this.#write("QUIT").then(() => silence(null)),
      );
      await this.#connection.close();
    } catch {
      // The connection is gone already; what was sent is not changed by it.
    }
  }

  #within(ms: number, work: Promise<Reply>): Promise<Reply> {
    return unless(AbortSignal.any([AbortSignal.timeout(ms), this.#deadline]), work);
  }

  async #write(command: string): Promise<void> {
    await this.#writer.write(this.#encoder.encode(`${command}\r\n`));
  }

  async #readReply(): Promise<Reply> {
    const lines: string[] = [];
    let length = 0;
    for (;;) {
      const line = await this.#readLine(SMTP_REPLY_MAX_BYTES - length);
      if (line === null) return silence("connection_lost");
      const { code, more, text = "" } = LINE.exec(line)?.groups ?? {};
      length += line.length;
      if (code === undefined) return silence("reply_malformed");
      lines.push(text);
      if (more !== "-") return { code: Number(code), lines, failure: null };
    }
  }

  /** One line without its end; null where the connection ended before. A longer one is given back cut, as no line at all. */
  async #readLine(maxLength: number): Promise<string | null> {
    for (;;) {
      const end = this.#rest.indexOf("\n");
      if (end >= 0) {
        const line = this.#rest.slice(0, end).replace(/\r$/, "");
        this.#rest = this.#rest.slice(end + 1);
        return line;
      }
      if (this.#rest.length > maxLength) return "";
      const { done, value } = await this.#reader.read();
      if (done) return null;
      this.#rest += this.#decoder.decode(value, { stream: true });
    }
  }
}
