import * as fc from "fast-check";
import { expect, test } from "vitest";
import { base64url } from "../../worker/crypto/base64url.ts";

test("bytes are written as the runtime writes them", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(base64url(bytes)).toBe(Buffer.from(bytes).toString("base64url"));
    }),
  );
});
