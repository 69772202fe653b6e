import { randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { signWebhook } from "../../worker/crypto/webhook-signature.ts";

test("the signature is that of the specification's example", () => {
  expect(
    signWebhook(
      "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      "msg_p5jXN8AQM9LWM0D4loKWxJek",
      1_614_265_330,
      '{"test": 2432232314}',
    ),
  ).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
});

describe("the official library", () => {
  test("makes the same signature, whatever is signed", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 24, maxLength: 64 }),
        fc.string({ unit: "grapheme" }),
        fc.integer({ min: 0, max: 4_102_444_800 }),
        (key, body, timestamp) => {
          const secret = `whsec_${Buffer.from(key).toString("base64")}`;
          const theirs = new Webhook(secret).sign("msg_1", new Date(timestamp * 1_000), body);
          expect(signWebhook(secret, "msg_1", timestamp, body)).toBe(theirs);
        },
      ),
    );
  });

  test("takes ours, and none for another message", () => {
    const secret = `whsec_${randomBytes(32).toString("base64")}`;
    const timestamp = Math.floor(Date.now() / 1_000);
    const body = JSON.stringify({ type: "audience.entered", data: { name: "Zoë" } });
    const headers = {
      "webhook-id": "msg_1",
      "webhook-timestamp": String(timestamp),
      "webhook-signature": signWebhook(secret, "msg_1", timestamp, body),
    };
    const webhook = new Webhook(secret);
    expect(webhook.verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => webhook.verify(`${body} `, headers)).toThrow(Error);
    expect(() => webhook.verify(body, { ...headers, "webhook-id": "msg_2" })).toThrow(Error);
  });
});
