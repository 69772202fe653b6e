import { gzipSync } from "node:zlib";
import { COLLECT_BODY_MAX_BYTES } from "../../schemas/limits.ts";
import { CONSENT, SHOP_ORIGIN } from "../shop.ts";
import { never, type Verdict } from "../verdict.ts";
import { SITE, type Victim } from "../victim.ts";
import { bytesOf, MAY_TAKE, MUST_REFUSE, MUST_TAKE } from "./json-corpus.ts";

/** Routes that read a body, those of browsers and those of servers. */
const ROUTES: readonly (readonly [method: string, path: string])[] = [
  ...["e", "d", "c", "s"].map((route) => ["POST", `/h/${SITE}/${route}`] as const),
  ...["events", "decide", "confirm", "keys", "privacy/access", "consent/rules/preview"].map(
    (route) => ["POST", `/v1/sites/${SITE}/${route}`] as const,
  ),
  ...["audiences/x", "campaigns/x", "journeys/x", "channels/x", "consent/rules"].map(
    (route) => ["PUT", `/v1/sites/${SITE}/${route}`] as const,
  ),
];

export type Send = (
  method: string,
  path: string,
  body: Uint8Array<ArrayBuffer> | string,
  headers?: Record<string, string>,
) => Promise<{ status: number; code: string | null }>;

const codeIn = async (answer: Response): Promise<string | null> => {
  try {
    return ((await answer.json()) as { code?: string }).code ?? null;
  } catch {
    return null;
  }
};

/** Who refuses a body before all of it came may close while it is still sent, and the sender never reads the answer. */
const orClosed = async (answer: Promise<Response>, { length }: { length: number }): Promise<Response> => {
  try {
    return await answer;
  } catch (error) {
    if (length <= COLLECT_BODY_MAX_BYTES) throw error;
    return new Response(null, { status: 413 });
  }
};

/** Sends as a page of the shop, with or without a key: with one, nothing but the body is at fault. */
export const createSend =
  (victim: Victim, hasKey: boolean): Send =>
  async (method, path, body, headers = {}) => {
    const init = {
      method,
      headers: {
        ...(hasKey ? victim.authorization : {}),
        origin: SHOP_ORIGIN,
        "content-type": "text/plain",
        ...headers,
      },
      body,
    };
    const answer = await orClosed(fetch(victim.origin + path, init), body);
    return { status: answer.status, code: await codeIn(answer) };
  };

/** Bodies of the corpus at every route: what is no JSON is `body_malformed`, what is, is not. */
export const sendCorpus = async (send: Send): Promise<Verdict[]> => {
  const failures: string[] = [];
  const misread: string[] = [];
  for (const [method, path] of ROUTES) {
    for (const [name, text] of [...MUST_TAKE, ...MUST_REFUSE, ...MAY_TAKE]) {
      const { status, code } = await send(method, path, bytesOf(text));
      const what = `${name} at ${path}: ${status} ${code}`;
      if (status >= 500) failures.push(what);
      const isMalformed = code === "body_malformed" || code === "body_too_large";
      if (name.startsWith("n_") && !isMalformed) misread.push(what);
      if (name.startsWith("y_") && isMalformed) misread.push(what);
    }
  }
  const count = MUST_TAKE.length + MUST_REFUSE.length + MAY_TAKE.length;
  return [
    never(`answers of 500 and more to ${count} JSON texts at ${ROUTES.length} routes`, failures),
    never("JSON texts that were taken for something else", misread),
  ];
};

const event = (fields: object): string =>
  JSON.stringify({
    v: 1,
    sent_at: Date.now(),
    consent: CONSENT,
    events: [{ id: `shape-${Math.random()}`, type: "view_item", at: Date.now(), ...fields }],
  });

const wide = (keys: number): string =>
  JSON.stringify(Object.fromEntries(Array.from({ length: keys }, (_, key) => [`k${key}`, key])));

/** A body, and what is said of it. */
export type Shape = readonly [
  name: string,
  body: Uint8Array<ArrayBuffer> | string,
  headers?: Record<string, string>,
];

/** Bodies that are too much, too deep, or aim at how JavaScript works. Made beforehand: packing a bomb takes time. */
export const createShapes = (): Shape[] => [
  ["a bomb", new Uint8Array(gzipSync(Buffer.alloc(50_000_000))), { "content-encoding": "gzip" }],
  [
    "a bomb within a bomb",
    new Uint8Array(gzipSync(gzipSync(Buffer.alloc(50_000_000)))),
    { "content-encoding": "gzip, gzip" },
  ],
  ["a wide object", wide(5_000)],
  ["a very wide object", wide(200_000)],
  ["many items", event({ items: Array.from({ length: 5_000 }, (_, n) => ({ item_id: String(n) })) })],
  ["a long string", event({ page: { url: `${SHOP_ORIGIN}/`, title: "x".repeat(60_000) } })],
  ["a megabyte", "x".repeat(1_000_000)],
  ["a prototype", event({}).replace('"type"', '"__proto__":{"isAdmin":true},"type"')],
  [
    "a prototype in params",
    event({ params: {} }).replace('"params":{}', '"params":{"__proto__":1,"constructor":{"prototype":1}}'),
  ],
  ["an infinite value", event({ value: 0 }).replace('"value":0', '"value":1e999')],
  ["an infinite time", event({}).replace(/"at":\d+/, '"at":1e999')],
  ["a negative quantity", event({ items: [{ item_id: "1", quantity: -1e308, price: 1e308 }] })],
  [
    "lone surrogates",
    event({ page: { url: `${SHOP_ORIGIN}/`, title: "x" } }).replace('"x"', '"\\uD800\\uDFFF\\uD800"'),
  ],
  ["a number as text", event({ value: "12" })],
  ["text as everything", event({ items: "items", page: "page", params: "params" })],
];

export const sendShapes = async (send: Send, shapes: readonly Shape[]): Promise<Verdict[]> => {
  const failures: string[] = [];
  for (const [method, path] of ROUTES) {
    for (const [name, body, headers] of shapes) {
      const { status } = await send(method, path, body, headers);
      if (status >= 500) failures.push(`${name} at ${path}: ${status}`);
    }
  }
  const polluted = ({} as { isAdmin?: boolean }).isAdmin === true ? ["this process"] : [];
  return [never("answers of 500 and more to bombs, depth, width and prototypes", [...failures, ...polluted])];
};
