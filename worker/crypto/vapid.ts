import { createECDH } from "node:crypto";

const CURVE = "prime256v1";
const PRIVATE_KEY_BYTES = 32;

/** The public key that belongs to a private one, both base64url (RFC 8292); null for what is no private key. */
export const vapidPublicKey = (privateKey: string): string | null => {
  const pair = createECDH(CURVE);
  try {
    pair.setPrivateKey(Buffer.from(privateKey, "base64url"));
    return pair.getPublicKey("base64url");
  } catch {
    return null; // Zero, or beyond the order of the curve.
  }
};

/** A new private key, base64url. */
export const createVapidKey = (): string => {
  const pair = createECDH(CURVE);
  pair.generateKeys();
  const key = pair.getPrivateKey();
  return Buffer.concat([Buffer.alloc(PRIVATE_KEY_BYTES - key.length), key]).toString("base64url");
};
