import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { brotliCompressSync } from "node:zlib";
import { HERO, HERO_PATH, shopPage } from "./shop-page.ts";
import type { Subject } from "./subjects.ts";
import { countSocket, type Exchange } from "./traffic.ts";

/** Where a visitor comes from whom nobody has to ask. */
const COUNTRY = "US";

interface Served {
  readonly type: string;
  readonly body: Buffer;
}

const served = (type: string, text: string): Served => ({ type, body: brotliCompressSync(text) });

/** What is served anew to every visit: the page of a subject, its picture and its script, as a CDN would encode them. */
const filesOf = ({ tag, script }: Subject): Map<string, Served> => {
  const files = new Map([
    ["/", served("text/html", shopPage(tag))],
    [HERO_PATH, served("image/svg+xml", HERO)],
  ]);
  if (script !== undefined) files.set(script.path, served("text/javascript", script.code));
  return files;
};

const readBody = async (request: IncomingMessage): Promise<Buffer<ArrayBuffer>> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
};

/** The instance behind the shop's own address, encoded as the edge in front of it would. */
const passOn = async (origin: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { method = "GET", url = "/", headers } = request;
  const handed = ["content-type", "cookie", "origin", "user-agent", "referer"].flatMap((name) => {
    const value = headers[name];
    return typeof value === "string" ? [[name, value] as [string, string]] : [];
  });
  const body = await readBody(request);
  const answer = await fetch(origin + url, {
    method,
    headers: [...handed, ["cf-ipcountry", COUNTRY]],
    ...(method === "POST" ? { body } : {}),
  });
  const kept = [...answer.headers].filter(
    ([name]) => !/^(content-(length|encoding)|date|connection)$/.test(name),
  );
  const content = Buffer.from(await answer.arrayBuffer());
  response.statusCode = answer.status;
  for (const [name, value] of kept) response.appendHeader(name, value);
  if (method === "GET" && content.length > 0) {
    response.setHeader("content-encoding", "br").end(brotliCompressSync(content));
  } else response.end(content);
};

/** What other products send goes nowhere; so their servers answer where they answer anything. */
const SINK_ANSWER = "{}";

export interface PageServer {
  readonly origin: string;
  /** Serves this one from now on; what was exchanged so far is forgotten. */
  serve(subject: Subject): void;
  exchanges(): readonly Exchange[];
}

/** The shop on a local address, which is as good as TLS to browsers: brotli, locks and service workers are there. */
export const startPageServer = async (
  instanceOrigin: string,
  cleanUp: AsyncDisposableStack,
): Promise<PageServer> => {
  let files = new Map<string, Served>();
  let exchanges: Exchange[] = [];
  const counters = new WeakMap<Socket, ReturnType<typeof countSocket>>();

  const note = (path: string, at: number, socket: Socket, status: number): void => {
    const counter = counters.get(socket);
    if (counter !== undefined) {
      exchanges.push({ path, at, status, ...counter(socket.bytesRead, socket.bytesWritten) });
    }
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? "/").replace(/\?.*/, "");
    const { socket } = request;
    const at = Date.now();
    response.once("finish", () => note(path, at, socket, response.statusCode));
    const file = files.get(path);
    if (path.startsWith("/h/")) await passOn(instanceOrigin, request, response);
    else if (file !== undefined && request.method === "GET") {
      response
        .writeHead(200, { "content-type": `${file.type}; charset=utf-8`, "content-encoding": "br" })
        .end(file.body);
    } else {
      await readBody(request);
      response.writeHead(200, { "content-type": "application/json" }).end(SINK_ANSWER);
    }
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.on("connection", (socket: Socket) => counters.set(socket, countSocket()));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanUp.defer(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve: (subject) => {
      files = filesOf(subject);
      exchanges = [];
    },
    exchanges: () => exchanges,
  };
};
