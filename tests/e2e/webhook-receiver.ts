import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";

export const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

export interface Received {
  readonly id: string;
  readonly message: {
    readonly type: string;
    readonly timestamp: string;
    readonly data: Readonly<Record<string, unknown>>;
  };
}

/** A server on this machine that takes only what the official library verifies. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  readonly #server: Server;
  /** Statuses of the answers to come; afterwards 204. */
  #statuses: number[] = [];
  #isHolding = false;
  #awaited: { count: number; resolve: () => void } | null = null;

  private constructor() {
    this.#server = createServer((request, response) => {
      void text(request).then((body) =>
        this.#take(body, request.headers as Record<string, string>, response),
      );
    });
  }

  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    await new Promise<void>((resolve) => {
      receiver.#server.listen(0, "127.0.0.1", resolve);
    });
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hooks`;
  }

  answersWith(...statuses: number[]): void {
    this.#statuses = statuses;
  }

  /** Takes messages and never answers, until it is told otherwise. */
  holds(isHolding: boolean): void {
    this.#isHolding = isHolding;
  }

  /** Resolves when so many messages were received in all. */
  reaches(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#awaited = { count, resolve };
      this.#tell();
    });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  #take(body: string, headers: Record<string, string>, response: ServerResponse): void {
    try {
      const message = new Webhook(SECRET).verify(body, headers) as Received["message"];
      this.received.push({ id: headers["webhook-id"] ?? "", message });
    } catch {
      response.writeHead(401).end();
      return;
    }
    this.#tell();
    if (this.#isHolding) return;
    response.writeHead(this.#statuses.shift() ?? 204).end();
  }

  #tell(): void {
    if (this.#awaited !== null && this.received.length >= this.#awaited.count) this.#awaited.resolve();
  }
}
