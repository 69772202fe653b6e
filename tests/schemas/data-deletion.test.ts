import { describe, expect, test } from "vitest";
import { IssuerFile, PrivacySettings, RequestClaims } from "../../schemas/data-deletion.ts";
import { DELETION_ISSUERS_MAX, IDENTIFIER_MAX_LENGTH } from "../../schemas/limits-deletion.ts";

const settings = (domain: string, issuers: readonly string[] = []) =>
  PrivacySettings.safeParse({ deletion_requests: { domain, issuers } }).success;

test.each([
  ["shop.example", true],
  ["a.b.co", true],
  ["xn--bcher-kva.example", true],
  ["shop", false],
  ["Shop.example", false],
  ["shop.example.", false],
  ["shop.example:443", false],
  ["-shop.example", false],
  ["shop..example", false],
  ["10.0.0.1", false],
  ["1.2.3.0x7f", false],
])("the domain %s is taken: %s", (domain, expected) => {
  expect(settings(domain)).toBe(expected);
  expect(settings("shop.example", [domain])).toBe(expected);
});

test.each([
  [DELETION_ISSUERS_MAX, true],
  [DELETION_ISSUERS_MAX + 1, false],
])("%i issuers are taken: %s", (count, expected) => {
  expect(
    settings(
      "shop.example",
      Array.from({ length: count }, (_, i) => `p${i}.example`),
    ),
  ).toBe(expected);
});

describe("a request", () => {
  const sub = { identifierValue: "x", identifierType: "email", identifierFormat: "plaintext" };
  const claims = { version: "1.0", jti: "1", iss: "a.example", iat: 1, idJWT: "a.b.c", sub };
  const isTaken = (more: object): boolean => RequestClaims.safeParse({ ...claims, ...more }).success;

  test.each([
    [IDENTIFIER_MAX_LENGTH, true],
    [IDENTIFIER_MAX_LENGTH + 1, false],
    [0, false],
  ])("may name a subject by %i characters: %s", (length, expected) => {
    expect(isTaken({ sub: { ...sub, identifierValue: "x".repeat(length) } })).toBe(expected);
  });

  test.each([
    [{ sub: JSON.stringify(sub) }, true],
    [{ sub: "x" }, false],
    [{ sub: "[]" }, false],
    [{ iat: "1" }, false],
    [{ iat: -1 }, false],
    [{ jti: "" }, false],
    [{ jti: "\u0000" }, false],
    [{ optionalParameters: { anything: true } }, true],
  ])("with %j is taken: %s", (more, expected) => {
    expect(isTaken(more)).toBe(expected);
  });
});

test.each([
  [{ publicKey: [{ kty: "EC" }], endpoint: "" }, [{ kty: "EC" }]],
  [{ publicKey: { keys: [{ kty: "RSA" }] } }, [{ kty: "RSA" }]],
  [{ publicKey: "none" }, undefined],
  [{ publicKey: ["key"] }, undefined],
  [[], undefined],
])("of the file %j the keys are %j", (file, keys) => {
  expect(IssuerFile.safeParse(file).data?.publicKey).toEqual(keys);
});
