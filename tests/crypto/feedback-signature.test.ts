import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import {
  isSignedByMailgun,
  isSignedBySendgrid,
  isSignedByTwilio,
  isSignedWebhook,
} from "../../worker/crypto/feedback-signature.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

describe("a Standard Webhooks signature", () => {
  const at = new Date(1_614_265_330_000);
  const body = '{"test": 2432232314}';
  const signatures = new Webhook(SECRET).sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at, body);
  const signed = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: "1614265330", signatures };

  test("is the one of the specification, made by its library", () => {
    expect(signatures).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    expect(isSignedWebhook(SECRET, signed, body)).toBe(true);
    expect(isSignedWebhook(SECRET, { ...signed, signatures: `v1,bad v1a,bad ${signatures}` }, body)).toBe(
      true,
    );
  });

  test.each([
    [{ id: "msg_2" }, body],
    [{ timestamp: "1614265331" }, body],
    [{ timestamp: "01614265330" }, body],
    [{ timestamp: "" }, body],
    [{ signatures: "" }, body],
    [{ signatures: signatures.slice("v1,".length) }, body],
    [{}, `${body} `],
  ])("does not cover %j and %j", (more, said) => {
    expect(isSignedWebhook(SECRET, { ...signed, ...more }, said)).toBe(false);
  });

  test("of another secret is none", () => {
    expect(isSignedWebhook("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", signed, body)).toBe(false);
  });
});

describe("SendGrid's signature", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const key = publicKey.export({ type: "spki", format: "der" }).toString("base64");
  const body = '[{"event":"bounce"}]\r\n';
  const timestamp = "1614265330";
  const signature = sign("sha256", Buffer.from(timestamp + body), privateKey).toString("base64");

  test("covers time and body", () => {
    expect(isSignedBySendgrid(key, { timestamp, signature }, body)).toBe(true);
    expect(isSignedBySendgrid(key, { timestamp: "1614265331", signature }, body)).toBe(false);
    expect(isSignedBySendgrid(key, { timestamp, signature }, body.trim())).toBe(false);
    expect(isSignedBySendgrid(key, { timestamp, signature: "" }, body)).toBe(false);
  });

  test("is one of another key, or of none, no more than any text", () => {
    const other = generateKeyPairSync("ec", { namedCurve: "prime256v1" }).publicKey;
    const otherKey = other.export({ type: "spki", format: "der" }).toString("base64");
    expect(isSignedBySendgrid(otherKey, { timestamp, signature }, body)).toBe(false);
    expect(isSignedBySendgrid("A".repeat(124), { timestamp, signature }, body)).toBe(false);
  });
});

test("Mailgun's signature covers time and token", () => {
  const [timestamp, token] = ["1614265330", "a".repeat(50)];
  const signature = createHmac("sha256", "key").update(`${timestamp}${token}`).digest("hex");
  expect(isSignedByMailgun("key", { timestamp, token, signature })).toBe(true);
  expect(isSignedByMailgun("other", { timestamp, token, signature })).toBe(false);
  expect(isSignedByMailgun("key", { timestamp: "1614265331", token, signature })).toBe(false);
  expect(isSignedByMailgun("key", { timestamp, token: "b", signature })).toBe(false);
  expect(isSignedByMailgun("key", { timestamp, token, signature: "" })).toBe(false);
});

/** The example of https://www.twilio.com/docs/usage/security#validating-requests */
test("Twilio's signature covers the address and all fields, in the order of their names", () => {
  const url = "https://mycompany.com/myapp.php?foo=1&bar=2";
  const form: [string, string][] = [
    ["CallSid", "CA1234567890ABCDE"],
    ["Digits", "1234"],
    ["From", "+14158675309"],
    ["To", "+18005551212"],
    ["Caller", "+14158675309"],
  ];
  const signature = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
  const isSigned = (address: string, fields: [string, string][], mac = signature): boolean =>
    isSignedByTwilio("12345", address, fields, mac);
  expect(isSigned(url, form)).toBe(true);
  expect(isSigned(url, form.toReversed())).toBe(true);
  expect(isSigned("https://mycompany.com/myapp.php", form)).toBe(false);
  expect(isSigned(url, form.slice(1))).toBe(false);
  expect(isSigned(url, [...form, ["MessageStatus", "failed"]])).toBe(false);
  expect(isSigned(url, form, "")).toBe(false);
});
