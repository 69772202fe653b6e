import { exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { deletionKey, isSigned, signClaims, unverifiedClaims } from "../../worker/crypto/deletion-token.ts";

const SEED = new Uint8Array(32).fill(7);

describe("our own key", () => {
  test("is always that of the seed, and is published without its secret", async () => {
    const key = await deletionKey(SEED);
    expect(await deletionKey(SEED)).toEqual(key);
    expect(await deletionKey(new Uint8Array(32).fill(8))).not.toEqual(key);
    expect(Object.keys(key).toSorted()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
  });

  test.each([7, 0, 255])("of the seed %i … checks what was signed with it", async (byte) => {
    const seed = new Uint8Array(32).fill(byte);
    const token = await signClaims(seed, { jti: "1", raResultCode: 0 });
    const key = await deletionKey(seed);
    const { payload, protectedHeader } = await jwtVerify(token, await importJWK(key, "ES256"));
    expect(payload).toEqual({ jti: "1", raResultCode: 0 });
    expect(protectedHeader).toEqual({ typ: "JWT", alg: "ES256", kid: key.kid });
    expect(await isSigned(token, [key])).toBe(true);
  });
});

describe("another's key", () => {
  test.each(["RS256", "PS256", "ES256", "ES384", "EdDSA"])("may be one for %s", async (alg) => {
    const [mine, theirs] = [await generateKeyPair(alg), await generateKeyPair(alg)];
    const [key, other] = [await exportJWK(mine.publicKey), await exportJWK(theirs.publicKey)];
    const token = await new SignJWT({ a: 1 }).setProtectedHeader({ alg }).sign(mine.privateKey);
    expect(await isSigned(token, [other, key])).toBe(true);
    expect(await isSigned(token, [other])).toBe(false);
    expect(await isSigned(token, [])).toBe(false);
  });

  test("that is no public one checks nothing", async () => {
    const secret = new Uint8Array(32).fill(9);
    const token = await new SignJWT({ a: 1 }).setProtectedHeader({ alg: "HS256" }).sign(secret);
    const key = { kty: "oct", k: Buffer.from(secret).toString("base64url") };
    expect(await isSigned(token, [key])).toBe(false);
  });

  test("is the one that the token names, where it names one", async () => {
    const { privateKey, publicKey } = await generateKeyPair("ES256");
    const key = { ...(await exportJWK(publicKey)), kid: "one" };
    const token = await new SignJWT({}).setProtectedHeader({ alg: "ES256", kid: "two" }).sign(privateKey);
    expect(await isSigned(token, [key])).toBe(false);
    expect(await isSigned(token, [{ ...key, kid: "two" }])).toBe(true);
  });
});

test.each(["", "a", "a.b", "a.b.c", "e30.e30", "e30.W10.", "🥾.🥾.🥾"])("%j says nothing", (token) => {
  expect(unverifiedClaims(token)).toBeNull();
});
