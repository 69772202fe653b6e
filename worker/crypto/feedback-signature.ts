import { createHmac, createPublicKey, verify } from "node:crypto";
import { isSameText } from "./digest.ts";
import { hmac } from "./hmac.ts";
import { signWebhook } from "./webhook-signature.ts";

/** Standard Webhooks: one of the signatures in a list with spaces has to be ours. `timestamp` in seconds, as it was sent. */
export const isSignedWebhook = (
  secret: string,
  {
    id,
    timestamp,
    signatures,
  }: { readonly id: string; readonly timestamp: string; readonly signatures: string },
  body: string,
): boolean => {
  const expected = signWebhook(secret, id, Number(timestamp), body);
  return (
    String(Number(timestamp)) === timestamp &&
    signatures.split(" ").some((signature) => isSameText(signature, expected))
  );
};

/** SendGrid: ECDSA P-256 over time and body. `publicKey` is base64 of SPKI, `signature` base64 of DER. */
export const isSignedBySendgrid = (
  publicKey: string,
  { timestamp, signature }: { readonly timestamp: string; readonly signature: string },
  body: string,
): boolean => {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
    return verify("sha256", Buffer.from(timestamp + body), key, Buffer.from(signature, "base64"));
  } catch {
    return false; // The key is none: nothing is signed with it.
  }
};

/** Mailgun: HMAC-SHA-256 over time and token, hex. What the report says is not covered. */
export const isSignedByMailgun = (
  key: string,
  {
    timestamp,
    token,
    signature,
  }: { readonly timestamp: string; readonly token: string; readonly signature: string },
): boolean => isSameText(signature, Buffer.from(hmac(Buffer.from(key), timestamp + token)).toString("hex"));

/** Twilio: HMAC-SHA-1 over the address as it was called and all fields of the form in the order of their names, base64. */
export const isSignedByTwilio = (
  token: string,
  url: string,
  form: readonly (readonly [name: string, value: string])[],
  signature: string,
): boolean => {
  const fields = form.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).flat();
  const expected = createHmac("sha1", token)
    .update(url + fields.join(""))
    .digest("base64");
  return isSameText(signature, expected);
};
