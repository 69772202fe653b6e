import { randomInt } from "node:crypto";
import { createShop, SHOP_ORIGIN } from "../collect/shop.ts";
import { GRANTED } from "../collect/population.ts";
import type { RequestSource, Traffic } from "./request-source.ts";

/** Marks what is written anew in every request; digits, so that JSON takes them as numbers. */
const TIME_MARK = "1111111111111";
const COUNT_MARK = "222222222222";
const TEMPLATES = 64;
/** Between the events of one beacon. */
const EVENT_GAP_MS = 1_500;

interface Template {
  readonly bytes: Buffer;
  readonly cookieAt: number;
  /** Where times stand, with how long ago they were. */
  readonly times: readonly { readonly at: number; readonly agoMs: number }[];
  readonly counts: readonly number[];
}

const positionsOf = (text: string, mark: string): number[] => {
  const positions: number[] = [];
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length)) positions.push(at);
  return positions;
};

const createTemplates = (
  { site, cookieLength, eventsPerBeacon }: Extract<Traffic, { kind: "beacons" }>,
  runDigits: string,
): Template[] => {
  const shopEvent = createShop(4);
  return Array.from({ length: TEMPLATES }, () => {
    const events = Array.from({ length: eventsPerBeacon }, (_, n) => ({
      ...shopEvent(),
      id: `${runDigits}${COUNT_MARK}`,
      at: Number(TIME_MARK),
      n,
    }));
    const sentAt = Number(TIME_MARK);
    const body = JSON.stringify({ v: 1, sent_at: sentAt, consent: GRANTED, consent_at: sentAt, events });
    const cookieMark = "c".repeat(cookieLength);
    // What Chromium sends with a beacon of this body.
    const head = [
      `POST /h/${site}/e HTTP/1.1`,
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
    const [sentAtAt, consentAtAt, ...eventTimes] = positionsOf(text, TIME_MARK);
    if (sentAtAt === undefined || consentAtAt === undefined)
      throw new Error("a beacon says when it was sent");
    return {
      bytes,
      cookieAt: text.indexOf(cookieMark),
      times: [
        { at: sentAtAt, agoMs: 0 },
        { at: consentAtAt, agoMs: 60_000 },
        ...eventTimes.map((at, n) => ({ at, agoMs: (eventTimes.length - n) * EVENT_GAP_MS })),
      ],
      counts: positionsOf(text, COUNT_MARK),
    };
  });
};

/** Beacons of random known visitors: events that have never been sent, at the time of sending. */
export const createBeaconSource = (traffic: Extract<Traffic, { kind: "beacons" }>): RequestSource => {
  const { cookies, cookieLength, eventsPerBeacon } = traffic;
  const runDigits = String(randomInt(1e12, 9e12)) + String(randomInt(1e12, 9e12));
  const templates = createTemplates(traffic, runDigits);
  const allCookies = Buffer.from(cookies);
  const visitors = allCookies.length / cookieLength;
  const longest = Math.max(...templates.map(({ bytes }) => bytes.length));
  const buffers: Buffer[] = [];
  let count = 0;
  return {
    goodAnswer: `{"accepted":${eventsPerBeacon},"duplicate":0,"rejected":[],"dropped":[]}`,
    next: (connection) => {
      const template = templates[Math.floor(Math.random() * TEMPLATES)];
      if (template === undefined) throw new Error("there is at least one template");
      const buffer = (buffers[connection] ??= Buffer.allocUnsafe(longest));
      template.bytes.copy(buffer);
      const cookie = Math.floor(Math.random() * visitors) * cookieLength;
      allCookies.copy(buffer, template.cookieAt, cookie, cookie + cookieLength);
      const now = Date.now();
      for (const { at, agoMs } of template.times) buffer.write(String(now - agoMs), at, "latin1");
      for (const at of template.counts) {
        buffer.write(String(count++).padStart(COUNT_MARK.length, "0"), at, "latin1");
      }
      return buffer.subarray(0, template.bytes.length);
    },
  };
};
