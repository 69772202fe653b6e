/**
 * Pages put addresses and passwords where they do not belong: into links, referrers, search fields and item names. What
 * can be told apart is taken out before anything is stored. A number in national form looks like any other number and is
 * recognised only by the name of its parameter.
 */
const EMAIL = /[\w.!#$%&'*+/=?^`{|}~-]{0,63}[\w-](?:@|%40)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/gi;
/** In a link the local part ends where the parameter begins. */
const EMAIL_IN_LINK = /[\w.+~-]{1,64}(?:@|%40)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/gi;
/** E.164, as people write it. */
const PHONE = /\+[1-9](?:[ ().-]{0,2}\d){7,14}(?!\d)/g;
/** A plus in a link is a blank, save where it is encoded or begins a value. */
const PHONE_IN_LINK = /(?:%2B|(?<==)\+)[1-9](?:(?:%20|[+.-])?\d){7,14}(?!\d)/gi;

const NAMES = [
  "access_?token|auth|halley_cart|jwt|otp|pass(?:word|wd)?|pwd|secret|sig|signature|token",
  "api_?key|j?sess(?:ion)?_?(?:id)?|phpsessid",
  "e-?mail|mail|mobile|msisdn|phone|tel|telephone",
].join("|");
const SENSITIVE_PARAMETER = new RegExp(`([?&#;](?:[a-z0-9]{1,32}[_.-]){0,4}(?:${NAMES})=)[^&#;]*`, "gi");
const SENSITIVE_NAME = new RegExp(`^(?:[a-z0-9]{1,32}[_.-]){0,4}(?:${NAMES})$`, "i");

const REMOVED = "[removed]";

export const scrubLink = (link: string): string =>
  link
    .replace(SENSITIVE_PARAMETER, `$1${REMOVED}`)
    .replace(EMAIL_IN_LINK, REMOVED)
    .replace(PHONE_IN_LINK, REMOVED);

export const scrubText = (text: string): string => text.replace(EMAIL, REMOVED).replace(PHONE, REMOVED);

const LINKS = new Set(["url", "image_url", "referrer"]);

const scrubValue = (name: string, value: unknown): unknown => {
  if (typeof value === "string") {
    if (LINKS.has(name)) return scrubLink(value);
    return SENSITIVE_NAME.test(name) ? REMOVED : scrubText(value);
  }
  if (Array.isArray(value)) return value.map((one) => scrubValue(name, one));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, scrubValue(key, one)]));
};

/** Most events hold nothing of the kind, and their text tells so at once. */
const SUSPECT = new RegExp(`@|%40|\\+[1-9]|%2B|(?:${NAMES})["=]`, "i");

/** The fields of an event without addresses and secrets. `body` is the event as JSON. */
export const scrubFields = <Fields extends object>(fields: Fields, body: string): Fields =>
  SUSPECT.test(body) ? (scrubValue("", fields) as Fields) : fields;
