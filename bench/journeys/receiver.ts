import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that takes every message at once, and remembers under which idempotency keys they came. */
export class Receiver {
  readonly #server = createServer((request, response) => {
    const id = request.headers["webhook-id"];
    this.received += 1;
    if (typeof id === "string") this.ids.add(id);
    this.#tell();
    request.resume();
    response.writeHead(204).end();
  });
  readonly ids = new Set<string>();
  received = 0;
  #awaited: { readonly count: number; readonly resolve: () => void } | null = null;

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    receiver.#server.listen(0, "127.0.0.1");
    await once(receiver.#server, "listening");
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** Resolves when so many different messages were received in all. */
  reaches(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#awaited = { count, resolve };
      this.#tell();
    });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  #tell(): void {
    if (this.#awaited !== null && this.ids.size >= this.#awaited.count) this.#awaited.resolve();
  }
}
