import { createServer, type IncomingMessage, request as forward, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request of a browser and what became of it. */
export interface Exchange {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  /** Null until the answer's head is there, and where there was none. */
  status: number | null;
  setCookies: readonly string[];
  /** Answered to the end, or cut off. */
  isOver: boolean;
}

/**
 * Stands in front of an instance, as a shop's edge does, and keeps what passes. A browser's own tools do not show the
 * requests of pages that are gone; here nothing that left is missed.
 */
export interface Gateway {
  readonly origin: string;
  readonly exchanges: Exchange[];
  /** Cuts the line of the next such request after the server has done its work and before the browser hears of it. */
  loseNextAnswer(path: string): void;
  close(): Promise<void>;
}

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

export const openGateway = async (target: () => string): Promise<Gateway> => {
  const exchanges: Exchange[] = [];
  const lossy = new Set<string>();

  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "", url: path = "", headers } = request;
    const body = await readBody(request);
    const exchange: Exchange = {
      method,
      path,
      headers,
      body: body.toString("utf8"),
      status: null,
      setCookies: [],
      isOver: false,
    };
    exchanges.push(exchange);
    response.once("close", () => (exchange.isOver = true));
    // No connection is kept: the server may close it just as the next request is written.
    const outgoing = forward(`${target()}${path}`, { method, headers, agent: false }, (answer) => {
      exchange.status = answer.statusCode ?? null;
      exchange.setCookies = answer.headers["set-cookie"] ?? [];
      if (lossy.delete(path)) {
        response.destroy();
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    // No server behind: to the browser it looks as if there were none here either.
    outgoing.on("error", () => response.destroy());
    outgoing.end(body);
  };

  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchanges,
    loseNextAnswer: (path) => void lossy.add(path),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
