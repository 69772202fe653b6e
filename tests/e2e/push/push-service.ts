import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { PushReceiver } from "../../crypto/push-receiver.ts";

export interface Pushed {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** What the browser would read. */
  readonly text: string;
}

/** A push service on this machine with one browser behind it, which opens what it gets. */
export const startPushService = async () => {
  const receiver = new PushReceiver();
  const pushed: Pushed[] = [];
  const state = { status: 201 };
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url: path = "", headers } = request;
    pushed.push({ path, headers, text: receiver.open(await buffer(request)) });
    response.writeHead(state.status).end();
  };
  const server = createServer((request, response) => {
    take(request, response).catch(() => response.writeHead(400).end());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/send/ada`,
    keys: receiver.keys,
    pushed,
    /** Answers so from now on. */
    answerWith: (status: number): void => {
      state.status = status;
    },
    stop: (): Promise<void> =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};

export type PushService = Awaited<ReturnType<typeof startPushService>>;
