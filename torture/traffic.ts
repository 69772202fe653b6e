import { SHOP_ORIGIN } from "./shop.ts";
import { SITE } from "./victim.ts";

/** How requests ended, and how long answers took. */
export interface Heard {
  readonly accepted: number[];
  readonly refusedMs: number[];
  /** Answers that load does not allow. */
  readonly faults: string[];
}

const post = (path: string, headers: readonly string[], body: string): Uint8Array => {
  const head = [
    `POST ${path} HTTP/1.1`,
    "Host: shop.example",
    ...headers,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`);
};

/** What a page sends to a route of the site, `e` for events. */
export const pageRequest = (route: string, body: string, cookie: string | null): Uint8Array => {
  const headers = [`Origin: ${SHOP_ORIGIN}`, "Content-Type: text/plain;charset=UTF-8"];
  return post(`/h/${SITE}/${route}`, cookie === null ? headers : [...headers, `Cookie: ${cookie}`], body);
};

/** What a shop's server sends below the site's address. */
export const serverRequest = (route: string, body: string, authorization: string): Uint8Array =>
  post(
    `/v1/sites/${SITE}${route}`,
    [`Authorization: ${authorization}`, "Content-Type: application/json"],
    body,
  );

export const isHonestRefusal = (status: number, head: string): boolean =>
  (status === 503 || status === 429) && /^retry-after: \d+\r?$/im.test(head);

/** The id in a visitor's cookie, `name=id.signature`. */
export const visitorIn = (cookie: string): string => cookie.split("=")[1]?.split(".")[0] ?? "";
