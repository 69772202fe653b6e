import { sign, verify } from "./signed.ts";

const MAC_BYTES = 16;

/** What a link to confirm an address carries: the contact's id, signed. `key` is the site's, so that it opens at no other. */
export const confirmationToken = (key: Uint8Array, contact: string): string => sign(key, contact, MAC_BYTES);

/** The contact of a token; null for any other text. */
export const confirmedContact = (key: Uint8Array, token: string): string | null =>
  verify(key, token, MAC_BYTES);
