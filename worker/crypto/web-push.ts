import { createCipheriv, createECDH, createHash, ECDH, hkdfSync, randomBytes } from "node:crypto";
import { importJWK, SignJWT } from "jose";

const CURVE = "prime256v1";
const POINT_BYTES = 65;
const SALT_BYTES = 16;
const KEY_BYTES = 16;
const NONCE_BYTES = 12;
/** Push services take 4,096 bytes in all: one record holds every message. */
const RECORD_SIZE = 4_096;
/** RFC 8188 §2: what follows is padding, and no other record comes. */
const LAST_RECORD = Buffer.from([2]);
const TOPIC_LENGTH = 32;
const VAPID_LIFE_S = 12 * 60 * 60;

/** A browser's keys, base64url: an uncompressed P-256 point of 65 bytes, and 16 bytes that only it and we know. */
export interface PushKeys {
  readonly p256dh: string;
  readonly auth: string;
}

/** What only the RFC's own example fixes: of every message they are new. */
export interface MessageRandomness {
  /** P-256 scalar, base64url. */
  readonly privateKey: string;
  /** 16 bytes, base64url. */
  readonly salt: string;
}

/** A P-256 key pair, base64url: the point uncompressed (65 bytes), as browsers take it for `applicationServerKey`. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

const decode = (text: string): Buffer => Buffer.from(text, "base64url");

const derive = (secret: Uint8Array, salt: Uint8Array, info: Uint8Array | string, bytes: number): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, salt, info, bytes));

/** The bytes of `Content-Encoding: aes128gcm` (RFC 8188) for a browser (RFC 8291). Throws where its key is no point of the curve. */
export const encryptPush = (
  payload: string,
  { p256dh, auth }: PushKeys,
  randomness?: MessageRandomness,
): Uint8Array => {
  const own = createECDH(CURVE);
  if (randomness === undefined) own.generateKeys();
  else own.setPrivateKey(decode(randomness.privateKey));
  const salt = randomness === undefined ? randomBytes(SALT_BYTES) : decode(randomness.salt);
  const theirs = decode(p256dh);
  const ours = own.getPublicKey();
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), theirs, ours]);
  const secret = derive(own.computeSecret(theirs), decode(auth), info, 32);
  const key = derive(secret, salt, "Content-Encoding: aes128gcm\0", KEY_BYTES);
  const nonce = derive(secret, salt, "Content-Encoding: nonce\0", NONCE_BYTES);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(RECORD_SIZE);
  const cipher = createCipheriv("aes-128-gcm", key, nonce);
  const sealed = [cipher.update(payload, "utf8"), cipher.update(LAST_RECORD), cipher.final()];
  const head = [salt, size, Buffer.from([ours.length]), ours];
  return new Uint8Array(Buffer.concat([...head, ...sealed, cipher.getAuthTag()]));
};

/** Whether a text is a point of the curve: browsers send nothing else, but others can. */
export const isPushKey = (p256dh: string): boolean => {
  const point = decode(p256dh);
  try {
    ECDH.convertKey(point, CURVE, undefined, undefined, "uncompressed");
    return point.length === POINT_BYTES;
  } catch {
    return false; // There is no test for a point but reading it.
  }
};

/**
 * `Authorization` of a message (RFC 8292). `audience` is the origin of the endpoint, `subject` a `mailto:` or `https:`
 * address of the sender, `now` epoch milliseconds.
 */
export const vapidAuthorization = async (
  { publicKey, privateKey, subject }: VapidKeys & { readonly subject: string },
  audience: string,
  now: number,
): Promise<string> => {
  const point = decode(publicKey);
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString("base64url"));
  const key = await importJWK({ kty: "EC", crv: "P-256", x: x ?? "", y: y ?? "", d: privateKey }, "ES256");
  const token = await new SignJWT()
    .setProtectedHeader({ typ: "JWT", alg: "ES256" })
    .setAudience(audience)
    .setExpirationTime(Math.floor(now / 1_000) + VAPID_LIFE_S)
    .setSubject(subject)
    .sign(key);
  return `vapid t=${token}, k=${publicKey}`;
};

/** `Topic` of a message (RFC 8030 §5.4): the same for every try of it, so that a repeat replaces what waits. */
export const pushTopic = (message: string): string =>
  createHash("sha256").update(message).digest("base64url").slice(0, TOPIC_LENGTH);
