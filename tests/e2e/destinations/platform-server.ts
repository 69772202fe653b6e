import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { PlatformWorld } from "../../worker/platform-world.ts";

/** Which platform a first part of a path stands for. */
const HOSTS: Readonly<Record<string, string>> = {
  google: "https://datamanager.googleapis.com",
  meta: "https://graph.facebook.com",
  tiktok: "https://business-api.tiktok.com",
  linkedin: "https://api.linkedin.com",
  crm: "https://crm.example",
};
const TOKEN = "/google/token";

/** Ad platforms on this machine, each below its own path. */
export class PlatformServer {
  world = new PlatformWorld();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#take(request, response));
  }

  static async start(): Promise<PlatformServer> {
    const server = new PlatformServer();
    await new Promise<void>((resolve) => {
      server.#server.listen(0, "127.0.0.1", resolve);
    });
    return server;
  }

  /** Where a platform is to be found. */
  baseOf(platform: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${platform}`;
  }

  reset(): void {
    this.world = new PlatformWorld();
    this.world.tokenUrl = `${this.baseOf("google")}/token`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url = "/" } = request;
    const [, platform = "", rest = ""] = /^\/([a-z]+)(.*)$/.exec(url) ?? [];
    const target = url === TOKEN ? "https://oauth2.googleapis.com/token" : `${HOSTS[platform] ?? ""}${rest}`;
    const body = await text(request);
    const headers = request.headers as Record<string, string>;
    const init = { method, headers, ...(method === "GET" ? {} : { body }) };
    const answer = await this.world.take(target, init);
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(await answer.text());
  }
}
