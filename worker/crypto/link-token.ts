import type { MessageLink, MessageRef } from "../domain/outreach/message-ref.ts";
import { isSameText } from "./digest.ts";
import { hmac } from "./hmac.ts";

/** 16 characters of base64url. */
const MAC_BYTES = 12;
const SEPARATOR = "~";

/** The last letter of a token. Mail programs cut punctuation off the end of a link, and no letters. */
const LETTERS = { click: "c", open: "o", preferences: "p", recovery: "r", cart: "k" } as const;
const MEDIA = { email: "e", sms: "s", push: "p", webhook: "w" } as const;

const keyOf = <Key extends string>(table: Readonly<Record<Key, string>>, value: string): Key | undefined =>
  (Object.keys(table) as Key[]).find((key) => table[key] === value);

/** Ids stand in links as they are: a third shorter than as base64url, in which all else is written behind `_`. */
const PLAIN = /^(?:[A-Za-z0-9][A-Za-z0-9.-]*)?$/;
const encoded = (text: string): string =>
  PLAIN.test(text) ? text : `_${Buffer.from(text).toString("base64url")}`;
const decoded = (field: string): string =>
  field.startsWith("_") ? Buffer.from(field.slice(1), "base64url").toString("utf8") : field;

const refFields = ({ contact, message, journey, step, medium }: MessageRef): string[] => [
  contact,
  message,
  journey,
  step,
  MEDIA[medium],
];

const fieldsOf = (link: MessageLink): string[] => {
  switch (link.kind) {
    case "click":
      return [...refFields(link.ref), link.url];
    case "open":
      return refFields(link.ref);
    case "preferences":
      return [...refFields(link.ref), link.topic ?? ""];
    case "recovery":
      return [...refFields(link.ref), link.url, link.cart ?? "", link.expiresAt.toString(36)];
    case "cart":
      return [link.contact, link.cart ?? "", link.expiresAt.toString(36)];
  }
};

const orNull = (text: string): string | null => (text === "" ? null : text);

/** What the fields of a token say; they were signed, so they are as they were written. */
const linkOf = (letter: string, fields: readonly string[]): MessageLink | null => {
  const kind = keyOf(LETTERS, letter);
  if (kind === "cart") {
    const [contact = "", cart = "", expires = ""] = fields;
    return { kind, contact, cart: orNull(cart), expiresAt: Number.parseInt(expires, 36) };
  }
  const [
    contact = "",
    message = "",
    journey = "",
    step = "",
    mediumLetter = "",
    extra = "",
    cart = "",
    expires = "",
  ] = fields;
  const medium = keyOf(MEDIA, mediumLetter);
  if (kind === undefined || medium === undefined) return null;
  const ref: MessageRef = { contact, message, journey, step, medium };
  switch (kind) {
    case "click":
      return { kind, ref, url: extra };
    case "open":
      return { kind, ref };
    case "preferences":
      return { kind, ref, topic: orNull(extra) };
    case "recovery":
      return { kind, ref, url: extra, cart: orNull(cart), expiresAt: Number.parseInt(expires, 36) };
  }
};

const signed = (key: Uint8Array, value: string): string => {
  const mac = Buffer.from(hmac(key, value).subarray(0, MAC_BYTES)).toString("base64url");
  return `${mac}${SEPARATOR}${value}`;
};

/** A link as a part of a path, safe as it is: `mac~fields~letter`. `key` is the site's, so it works for one site alone. */
export const signLink = (key: Uint8Array, link: MessageLink): string =>
  signed(key, [...fieldsOf(link).map(encoded), LETTERS[link.kind]].join(SEPARATOR));

/** The link of a token made by `signLink` with the same key, or null. */
export const readLink = (key: Uint8Array, token: string): MessageLink | null => {
  const end = token.indexOf(SEPARATOR);
  const value = token.slice(end + 1);
  if (end < 0 || !isSameText(token, signed(key, value))) return null;
  const fields = value.split(SEPARATOR);
  return linkOf(fields.at(-1) ?? "", fields.slice(0, -1).map(decoded));
};
