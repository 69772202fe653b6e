import { PUSH_PAYLOAD_MAX_BYTES } from "../../../schemas/limits-outreach.ts";
import type { PushMessage } from "../outgoing.ts";

const encoder = new TextEncoder();
const ELLIPSIS = "…";
/** What is left of a character outside the basic plane that was cut in two. */
const HALF_CHARACTER = /[\uD800-\uDBFF]$/;

/** What the service worker reads. */
const jsonOf = ({ title, url, id }: PushMessage, body: string): string =>
  JSON.stringify({ title, body, url, id });

const isShort = (text: string): boolean => encoder.encode(text).length <= PUSH_PAYLOAD_MAX_BYTES;

/** The greatest length of which `fits` holds, from 0 to `most`; -1 where it holds of none. */
const longest = (most: number, fits: (length: number) => boolean): number => {
  let [fitting, tooMany] = [-1, most + 1];
  while (tooMany - fitting > 1) {
    const middle = (fitting + tooMany) >> 1;
    if (fits(middle)) fitting = middle;
    else tooMany = middle;
  }
  return fitting;
};

/**
 * A message as JSON, at most `PUSH_PAYLOAD_MAX_BYTES` of UTF-8. A longer body is cut, as screens cut it anyway; null
 * where title and address alone are too long.
 */
export const pushPayload = (message: PushMessage): string | null => {
  const whole = jsonOf(message, message.body);
  if (isShort(whole)) return whole;
  const cut = (length: number): string =>
    jsonOf(message, message.body.slice(0, length).replace(HALF_CHARACTER, "").trimEnd() + ELLIPSIS);
  // What lies further back does not fit in any case.
  const count = longest(Math.min(message.body.length, PUSH_PAYLOAD_MAX_BYTES), (some) => isShort(cut(some)));
  return count < 0 ? null : cut(count);
};
