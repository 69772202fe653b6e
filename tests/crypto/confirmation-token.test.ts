import { expect, test } from "vitest";
import { confirmationToken, confirmedContact } from "../../worker/crypto/confirmation-token.ts";
import { siteSecrets } from "../../worker/crypto/site-secrets.ts";

const keyOf = (site: string): Uint8Array =>
  siteSecrets("root-secret-0123456789abcdef0123456789", site).confirmation;
const CONTACT = `c00${"A".repeat(22)}`;

test("a token to confirm an address opens for its contact at its site, and nothing else does", () => {
  const token = confirmationToken(keyOf("one"), CONTACT);
  expect(confirmedContact(keyOf("one"), token)).toBe(CONTACT);
  expect(confirmedContact(keyOf("two"), token)).toBeNull();
  const others = [CONTACT, "", `${token}A`, token.slice(0, -1), token.replace("c00A", "c01A")];
  expect(others.map((other) => confirmedContact(keyOf("one"), other))).toEqual(others.map(() => null));
});
