import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export interface Called {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

type Answer = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };

/** A provider's API on this machine: it keeps what it was asked and answers as it was told. */
export class ProviderServer {
  readonly called: Called[] = [];
  answer: Answer | ((response: ServerResponse) => void) = { status: 200, body: "{}" };
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#take(request, response));
  }

  static async start(): Promise<ProviderServer> {
    const provider = new ProviderServer();
    await new Promise<void>((resolve) => {
      provider.#server.listen(0, "127.0.0.1", resolve);
    });
    return provider;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const { method, url, headers } = request;
    this.called.push({ method, path: url, headers: headers as Record<string, string>, body });
    if (typeof this.answer === "function") this.answer(response);
    else response.writeHead(this.answer.status, this.answer.headers).end(this.answer.body);
  }
}
