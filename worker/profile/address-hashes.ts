import { matchHash } from "../crypto/match-hash.ts";
import { openAll } from "../crypto/open-all.ts";
import { type EmailForm, emailIn, type PhoneForm, phoneIn } from "../domain/match-key/email-form.ts";
import type { HashEncoding } from "../domain/match-key/match-keys.ts";

export type AddressKind = "email" | "phone";

/** An address of a contact as it rests in `contact_secret`. */
export interface SealedAddress {
  readonly kind: AddressKind;
  readonly digest: string;
  readonly sealed: string;
}

/** The forms that hashes are wanted in. */
export interface WantedForms {
  readonly emails: readonly EmailForm[];
  readonly phones: readonly PhoneForm[];
  readonly encoding: HashEncoding;
}

/** Forms often coincide: the same spelling is hashed once. */
const hashesOf = (spellings: readonly string[], encoding: HashEncoding): string[] => {
  const hashes: string[] = [];
  for (const [i, spelling] of spellings.entries()) {
    const same = spellings.indexOf(spelling);
    hashes.push(same < i ? (hashes[same] ?? "") : matchHash(spelling, encoding));
  }
  return hashes;
};

/**
 * Hashes of each address in the wanted forms of its kind; empty where nothing is left of it in one. In clear an address is
 * nowhere but here.
 */
export const hashAddresses = (
  sealKey: Uint8Array,
  addresses: readonly SealedAddress[],
  { emails, phones, encoding }: WantedForms,
): string[][] => {
  const sealed = addresses.map(({ kind, digest, sealed: text }) => ({
    at: { table: "contact_secret", column: "sealed", row: `${kind} ${digest}` },
    sealed: text,
  }));
  return openAll(sealKey, sealed).map((clear, i) => {
    const isEmail = addresses[i]?.kind === "email";
    const spellings = isEmail
      ? emails.map((form) => emailIn(form, clear))
      : phones.map((form) => phoneIn(form, clear));
    return hashesOf(spellings, encoding);
  });
};
