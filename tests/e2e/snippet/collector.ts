import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { vi } from "vitest";
import { buildSnippet, modulesOf, withWatch, wrapSnippet } from "../../../scripts/build-snippet.ts";
import type { CollectBody } from "../../../schemas/collect.ts";
import { DAY_MS } from "../../../schemas/limits.ts";
import type { SnippetSettings } from "../../../schemas/snippet-settings.ts";

export interface Beacon {
  body: CollectBody;
  contentType: string | undefined;
  cookie: string | undefined;
}

/** What a page posts beside beacons. */
export interface Post {
  /** `d`, `c` or `s`. */
  route: string;
  body: unknown;
  contentType: string | undefined;
  cookie: string | undefined;
  at: number;
}
export interface Reply {
  status: number;
  body: unknown;
}

/** What the collector does with the next beacons. */
export type Behaviour = (beacon: Beacon, response: ServerResponse) => void;

export const accept: Behaviour = (beacon, response) => {
  const cookie: Record<string, string> =
    beacon.cookie === undefined ? { "set-cookie": "hv=1; Path=/; HttpOnly" } : {};
  response.writeHead(200, { "content-type": "application/json", ...cookie }).end("{}");
};
export const answer =
  (status: number, headers: Record<string, string> = {}): Behaviour =>
  (_, response) => {
    response.writeHead(status, headers).end("{}");
  };
export const hang: Behaviour = () => {};
export const cut: Behaviour = (_, response) => void response.destroy();

export interface PageOptions {
  body?: string;
  head?: string;
  headers?: Record<string, string>;
  script?: string;
}

interface State {
  settings: SnippetSettings;
  behaviour: Behaviour;
  /** Beacons do not even arrive. */
  isDown: boolean;
  beacons: Beacon[];
  /** Questions for placements, and what became of them. */
  posts: Post[];
  reply: (post: Post) => Reply | Promise<Reply>;
  /** Paths asked for, except what is posted. */
  requests: string[];
}

const OPT_OUT: SnippetSettings = {
  site: "demo",
  granted: ["analytics_storage", "ad_storage", "ad_user_data", "ad_personalization"],
  gpc: true,
  hear: { tcf: "deny", google: "hear", region: "", gpc: false },
  ask: false,
  reask_ms: 180 * DAY_MS,
};
const OPT_IN: SnippetSettings = { ...OPT_OUT, granted: [], ask: true };

const refuse = (): Reply => ({ status: 404, body: {} });

const readText = async (request: IncomingMessage): Promise<string> => {
  let text = "";
  for await (const part of request) text += String(part);
  return text;
};

let build: ReturnType<typeof buildSnippet> | undefined;

/** A shop and its collector on one local address. */
export const startCollector = async () => {
  build ??= buildSnippet();
  const snippet = await build;
  const chunks = modulesOf(snippet);
  const pages = new Map<string, PageOptions>();
  const state: State = {
    settings: OPT_OUT,
    behaviour: accept,
    isDown: false,
    beacons: [],
    posts: [],
    reply: refuse,
    requests: [],
  };

  const servePage = (
    { body = "", head = "", headers = {}, script }: PageOptions,
    response: ServerResponse,
  ): void => {
    const tag = script ?? `<script async src="/h/demo.js"></script>`;
    response
      .writeHead(200, { "content-type": "text/html", ...headers })
      .end(`<!doctype html><title>Shop</title>${head}${tag}<body>${body}`);
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url!, "http://shop");
    if (request.method === "POST" && pathname === "/h/demo/e") {
      if (state.isDown) {
        response.destroy();
        return;
      }
      const body = JSON.parse(await readText(request)) as CollectBody;
      const beacon = { body, contentType: request.headers["content-type"], cookie: request.headers.cookie };
      state.beacons.push(beacon);
      state.behaviour(beacon, response);
      return;
    }
    const [, route] = /^\/h\/demo\/([dcs])$/.exec(pathname) ?? [];
    if (request.method === "POST" && route !== undefined) {
      const body: unknown = JSON.parse(await readText(request));
      const { "content-type": contentType, cookie } = request.headers;
      const post = { route, body, contentType, cookie, at: performance.now() };
      state.posts.push(post);
      const { status, body: reply } = await state.reply(post);
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(reply));
      return;
    }
    state.requests.push(pathname);
    const code =
      pathname === "/h/demo.js"
        ? wrapSnippet(JSON.stringify(state.settings), withWatch(snippet))
        : pathname === "/shop-sw.js"
          ? ""
          : pathname === "/h/demo/sw.js"
            ? wrapSnippet(JSON.stringify({ key: state.settings.push }), snippet.serviceWorker)
            : chunks[pathname.split("/").pop()!];
    if (code !== undefined) {
      response.writeHead(200, { "content-type": "text/javascript" }).end(code);
      return;
    }
    if (pathname === "/favicon.ico") {
      response.writeHead(204).end();
      return;
    }
    servePage(pages.get(pathname) ?? {}, response);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const events = () => state.beacons.flatMap(({ body }) => body.events);

  return {
    origin,
    state,
    events,
    /** Event types in the order of arrival, repeats included. */
    types: () => events().map(({ type }) => type),
    /** Asks nothing, sends what it is told: the start of every test. */
    reset: (): void => {
      pages.clear();
      Object.assign(state, {
        settings: OPT_OUT,
        behaviour: accept,
        isDown: false,
        beacons: [],
        posts: [],
        reply: refuse,
        requests: [],
      });
    },
    optIn: (): void => {
      state.settings = OPT_IN;
    },
    page: (path: string, options: PageOptions): string => {
      pages.set(path, options);
      return origin + path;
    },
    until: (condition: () => boolean): Promise<true> =>
      vi.waitUntil(condition, { timeout: 10_000, interval: 10 }),
    stop: (): Promise<void> =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};

export type Collector = Awaited<ReturnType<typeof startCollector>>;
