/**
 * An id carries its own address, so that no directory is asked on the way to a profile.
 * Visitor: `v` + region letter + shard (2 base-36 digits) + 22 base-62 digits. Contact: `c` + shard (2) + 22.
 */
export type ProfileKind = "visitor" | "contact";

export interface ProfileAddress {
  readonly kind: ProfileKind;
  /** Region letter of a visitor's shard; null for contacts. */
  readonly letter: RegionLetter | null;
  readonly shard: number;
}

/** Letters of visitor ids and the region part of their shards' names; `x` is for ids no region was known for. */
export const REGION_OF_LETTER = {
  w: "wnam",
  n: "enam",
  s: "sam",
  e: "weur",
  f: "eeur",
  a: "apac",
  o: "oc",
  r: "afr",
  m: "me",
  /** Objects under EU jurisdiction. */
  u: "eu",
  x: "any",
} as const;
export type RegionLetter = keyof typeof REGION_OF_LETTER;

export const SHARDS_MAX = 36 * 36;

const VISITOR = /^v([wnsefaormux])([0-9a-z]{2})([0-9A-Za-z]{22})$/;
const CONTACT = /^c([0-9a-z]{2})([0-9A-Za-z]{22})$/;
const ALL_ZEROS = /^0+$/;

const shardDigits = (shard: number): string => shard.toString(36).padStart(2, "0");

export const visitorId = (letter: RegionLetter, shard: number, digits: string): string =>
  `v${letter}${shardDigits(shard)}${digits}`;

export const contactId = (shard: number, digits: string): string => `c${shardDigits(shard)}${digits}`;

/** Spreads keyed digits evenly over shards: their last six digits are as random as the rest. */
export const shardOf = (digits: string, shards: number): number => {
  let number = 0;
  for (const digit of digits.slice(-6)) number = (number * 62 + digit.charCodeAt(0)) % 2_147_483_647;
  return number % shards;
};

/** Where the profile of an id lives, or null for what is no id of ours. */
export const addressOf = (id: string): ProfileAddress | null => {
  const visitor = VISITOR.exec(id);
  if (visitor !== null) {
    const [, letter = "", shard = "", digits = ""] = visitor;
    if (ALL_ZEROS.test(digits)) return null;
    return { kind: "visitor", letter: letter as RegionLetter, shard: Number.parseInt(shard, 36) };
  }
  const contact = CONTACT.exec(id);
  if (contact === null || ALL_ZEROS.test(contact[2] ?? "")) return null;
  return { kind: "contact", letter: null, shard: Number.parseInt(contact[1] ?? "", 36) };
};

export const isContactId = (id: string): boolean => id.startsWith("c");

/** The name of the object that holds the profile. */
export const shardName = (site: string, address: ProfileAddress): string =>
  address.letter === null
    ? `${site}/contacts/${shardDigits(address.shard)}`
    : `${site}/${REGION_OF_LETTER[address.letter]}/${shardDigits(address.shard)}`;
