import { describe, expect, test } from "vitest";
import { IdentityClaims, RequestClaims } from "../../../schemas/data-deletion.ts";
import {
  DELETION_ORIGIN_AGE_MAX_MS,
  DELETION_REQUEST_AGE_MAX_MS,
  DELETION_SKEW_MAX_MS,
} from "../../../schemas/limits-deletion.ts";
import {
  DELETION_IDENTIFIERS,
  isTimely,
  subjectOf,
} from "../../../worker/domain/privacy/deletion-request.ts";

const NOW = Date.UTC(2026, 10, 26);
const sub = { identifierValue: "x", identifierType: "email", identifierFormat: "plaintext" };
const claims = (ms: number) => ({ version: "1.0", jti: "1", iss: "a.example", sub, iat: (NOW + ms) / 1_000 });
const request = (ms: number) => RequestClaims.parse({ ...claims(ms), idJWT: "" });
const identity = (ms: number) => IdentityClaims.parse(claims(ms));

test.each([
  [-DELETION_REQUEST_AGE_MAX_MS, 0, true],
  [-DELETION_REQUEST_AGE_MAX_MS - 1, 0, false],
  [DELETION_SKEW_MAX_MS, 0, true],
  [DELETION_SKEW_MAX_MS + 1, 0, false],
  [0, -DELETION_ORIGIN_AGE_MAX_MS, true],
  [0, -DELETION_ORIGIN_AGE_MAX_MS - 1, false],
  [0, DELETION_SKEW_MAX_MS, true],
  [0, DELETION_SKEW_MAX_MS + 1, false],
])("a request of %i ms ago that rests on what is of %i ms ago is timely: %s", (asked, said, expected) => {
  expect(isTimely(request(asked), identity(said), NOW)).toBe(expected);
});

describe("an identifier", () => {
  test.each(DELETION_IDENTIFIERS)(
    "of the type $type that is published names somebody",
    ({ type, format }) => {
      const subject = subjectOf({ identifierValue: "x", identifierType: type, identifierFormat: format });
      expect(Object.values(subject)).toEqual(["x"]);
    },
  );

  test.each(["idfa", "toString", "Email"])("of the type %s names nobody", (identifierType) => {
    expect(subjectOf({ ...sub, identifierType })).toBe("identifier_type_unsupported");
  });

  test("that is a hash names nobody", () => {
    expect(subjectOf({ ...sub, identifierFormat: "sha256" })).toBe("identifier_format_wrong");
  });
});
