import { connect, type Socket } from "node:net";

export interface Answer {
  readonly status: number;
  /** The status line and the headers. */
  readonly head: string;
  readonly body: string;
}

const HEAD_END = Buffer.from("\r\n\r\n");
/** `HTTP/1.1 200`. */
const STATUS_AT = 9;
const LENGTH = /content-length: (\d+)/i;

/**
 * One kept-alive connection with one request at a time, and no more of HTTP than workerd's answers need: a client that
 * parses everything would itself be what is measured.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #onAnswer: (answer: Answer) => void;
  #received: Buffer | null = null;

  constructor(port: number, onAnswer: (answer: Answer) => void, onError: (error: Error) => void) {
    this.#onAnswer = onAnswer;
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    this.#socket.on("error", onError);
    this.#socket.on("close", () => onError(new Error("the server closed a connection")));
  }

  send(request: Uint8Array): void {
    this.#socket.write(request);
  }

  close(): void {
    this.#socket.removeAllListeners("close");
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    const received = this.#received === null ? chunk : Buffer.concat([this.#received, chunk]);
    const headEnd = received.indexOf(HEAD_END);
    const head = headEnd < 0 ? "" : received.toString("latin1", 0, headEnd);
    const bodyAt = headEnd + HEAD_END.length;
    const bodyEnd = bodyAt + Number(LENGTH.exec(head)?.[1] ?? 0);
    if (headEnd < 0 || received.length < bodyEnd) {
      this.#received = received;
      return;
    }
    this.#received = null;
    const status = Number(head.slice(STATUS_AT, STATUS_AT + 3));
    this.#onAnswer({ status, head, body: received.toString("latin1", bodyAt, bodyEnd) });
  }
}
