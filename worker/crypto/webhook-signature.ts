import { hmac } from "./hmac.ts";

const PREFIX = "whsec_";

/**
 * `webhook-signature` of Standard Webhooks: HMAC-SHA-256 over `id.timestamp.body`. `secret` is `whsec_` and base64 of
 * the key, `timestamp` in seconds.
 */
export const signWebhook = (secret: string, id: string, timestamp: number, body: string): string => {
  const key = new Uint8Array(Buffer.from(secret.slice(PREFIX.length), "base64"));
  return `v1,${Buffer.from(hmac(key, `${id}.${timestamp}.${body}`)).toString("base64")}`;
};
