import { DAY_MS } from "../../schemas/limits.ts";
import { SHOP_ORIGIN } from "../collect/shop.ts";

/** Marks what is written anew in every request; digits, so that JSON takes them as numbers. */
export const TIME_MARK = "1111111111111";
const COOKIE_MARK = "c";

/** When visitors made their choice: on a former visit, of which pages tell again and again. */
export const CHOSEN_AT = Date.now() - DAY_MS;

/** One request with places that are written anew each time it is sent. */
export interface Template {
  readonly bytes: Buffer;
  readonly cookieAt: number;
  /** Where times stand. */
  readonly times: readonly number[];
}

export const positionsOf = (text: string, mark: string): number[] => {
  const positions: number[] = [];
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length)) positions.push(at);
  return positions;
};

/** What Chromium sends with a POST of this body. */
export const createTemplate = (path: string, body: string, cookieLength: number): Template => {
  const cookieMark = COOKIE_MARK.repeat(cookieLength);
  const head = [
    `POST ${path} HTTP/1.1`,
    "Host: shop.example",
    "Connection: keep-alive",
    `Content-Length: ${Buffer.byteLength(body)}`,
    'sec-ch-ua: "Chromium";v="142", "Not_A Brand";v="99"',
    "sec-ch-ua-mobile: ?0",
    'sec-ch-ua-platform: "Linux"',
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "Content-Type: text/plain;charset=UTF-8",
    "Accept: */*",
    `Origin: ${SHOP_ORIGIN}`,
    "Sec-Fetch-Site: same-origin",
    "Sec-Fetch-Mode: no-cors",
    "Sec-Fetch-Dest: empty",
    `Referer: ${SHOP_ORIGIN}/boots`,
    "Accept-Encoding: gzip, deflate, br, zstd",
    "Accept-Language: en-GB,en;q=0.9",
    `Cookie: theme=dark; ${cookieMark}`,
  ].join("\r\n");
  const bytes = Buffer.from(`${head}\r\n\r\n${body}`);
  // Byte positions are those of the Latin-1 reading of the bytes.
  const text = bytes.toString("latin1");
  return { bytes, cookieAt: text.indexOf(cookieMark), times: positionsOf(text, TIME_MARK) };
};
