import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { importJWK, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { encryptPush, isPushKey, pushTopic, vapidAuthorization } from "../../worker/crypto/web-push.ts";
import { createVapidKeys } from "../fixtures/vapid-keys.ts";
import { PushReceiver } from "./push-receiver.ts";

interface Vector {
  readonly plaintext: string;
  readonly ua_private: string;
  readonly ua_public_p256dh: string;
  readonly as_private: string;
  readonly salt: string;
  readonly auth: string;
  readonly body: string;
}

const VECTOR = JSON.parse(
  readFileSync(new URL("../fixtures/web-push-rfc8291.json", import.meta.url), "utf8"),
) as Vector;

describe("encryption", () => {
  test("makes the bytes of RFC 8291, Appendix A", () => {
    const keys = { p256dh: VECTOR.ua_public_p256dh, auth: VECTOR.auth };
    const randomness = { privateKey: VECTOR.as_private, salt: VECTOR.salt };
    const body = encryptPush(VECTOR.plaintext, keys, randomness);
    expect(Buffer.from(body).toString("base64url")).toBe(VECTOR.body);
  });

  test("is opened by the reference implementation, whatever is said", () => {
    const receiver = new PushReceiver();
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (said) => {
        expect(receiver.open(encryptPush(said, receiver.keys))).toBe(said);
      }),
    );
  });

  test("takes 3,993 bytes into the 4,096 that push services take", () => {
    const receiver = new PushReceiver();
    const longest = "x".repeat(3_993);
    const body = encryptPush(longest, receiver.keys);
    expect(body).toHaveLength(4_096);
    expect(receiver.open(body)).toBe(longest);
  });

  test("is for one browser only, and different each time", () => {
    const [ada, bea] = [new PushReceiver(), new PushReceiver()];
    const body = encryptPush("Boots", ada.keys);
    expect(() => bea.open(body)).toThrow(Error);
    expect(encryptPush("Boots", ada.keys)).not.toEqual(body);
  });

  test("throws for a key that is no point of the curve", () => {
    const { auth } = new PushReceiver().keys;
    const p256dh = Buffer.from([4, ...new Uint8Array(64).fill(7)]).toString("base64url");
    expect(() => encryptPush("Boots", { p256dh, auth })).toThrow(Error);
  });
});

test("a push key is an uncompressed point of the curve", () => {
  const { p256dh } = new PushReceiver().keys;
  expect(isPushKey(p256dh)).toBe(true);
  expect(isPushKey(Buffer.from([4, ...new Uint8Array(64).fill(7)]).toString("base64url"))).toBe(false);
  expect(isPushKey("")).toBe(false);
});

describe("VAPID", () => {
  const NOW = Date.UTC(2026, 10, 26, 12);

  test("keys are a point and a scalar that belong together", () => {
    for (let count = 0; count < 300; count++) {
      const { publicKey, privateKey } = createVapidKeys();
      expect([publicKey.length, privateKey.length]).toEqual([87, 43]);
      expect(isPushKey(publicKey)).toBe(true);
    }
    expect(createVapidKeys()).not.toEqual(createVapidKeys());
  });

  test("says who sends to which service, for less than a day, verifiable by the key it names", async () => {
    const vapid = { ...createVapidKeys(), subject: "mailto:push@shop.example" };
    const header = await vapidAuthorization(vapid, "https://push.example", NOW);
    const [, token = "", named = ""] = /^vapid t=([^,]+), k=(.+)$/.exec(header) ?? [];
    expect(named).toBe(vapid.publicKey);
    const point = Buffer.from(named, "base64url");
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString("base64url"));
    const key = await importJWK({ kty: "EC", crv: "P-256", x: x!, y: y! }, "ES256");
    const { payload, protectedHeader } = await jwtVerify(token, key, { currentDate: new Date(NOW) });
    expect(protectedHeader).toEqual({ typ: "JWT", alg: "ES256" });
    expect(payload).toEqual({
      aud: "https://push.example",
      exp: NOW / 1_000 + 43_200,
      sub: "mailto:push@shop.example",
    });
  });
});

test("a topic is 32 characters that name the message, and no other", () => {
  expect(pushTopic("msg_1")).toMatch(/^[\w-]{32}$/);
  expect(pushTopic("msg_1")).toBe(pushTopic("msg_1"));
  expect(pushTopic("msg_1")).not.toBe(pushTopic("msg_2"));
});
