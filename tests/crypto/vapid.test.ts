import { createPrivateKey, createPublicKey } from "node:crypto";
import { expect, test } from "vitest";
import { createVapidKey, vapidPublicKey } from "../../worker/crypto/vapid.ts";

test("a new key is 32 bytes, another each time, and its public half is that of the same key elsewhere", () => {
  const keys = Array.from({ length: 50 }, createVapidKey);
  expect(new Set(keys).size).toBe(keys.length);
  for (const d of keys) {
    expect(d).toMatch(/^[\w-]{43}$/);
    const publicKey = vapidPublicKey(d) ?? expect.fail("no key");
    const point = Buffer.from(publicKey, "base64url");
    const x = point.subarray(1, 33).toString("base64url");
    const y = point.subarray(33).toString("base64url");
    const key = createPrivateKey({ format: "jwk", key: { kty: "EC", crv: "P-256", d, x, y } });
    expect(createPublicKey(key).export({ format: "jwk" })).toMatchObject({ x, y });
  }
});

test.each([Buffer.alloc(32), Buffer.alloc(32, 255)])("%j is no private key", (bytes) => {
  expect(vapidPublicKey(bytes.toString("base64url"))).toBeNull();
});
