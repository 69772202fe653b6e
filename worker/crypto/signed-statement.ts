import { CompactSign, compactVerify, exportJWK, importPKCS8, type CryptoKey, type JWK } from "jose";

const ALGORITHM = "EdDSA";
/** What stands before the 32 bytes of an Ed25519 seed in PKCS #8 (RFC 8410 §7). */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

const privateKey = (seed: Uint8Array): Promise<CryptoKey> => {
  const der = Buffer.concat([PKCS8_PREFIX, seed]).toString("base64");
  return importPKCS8(`-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----`, ALGORITHM, {
    extractable: true,
  });
};

/** The public half of a seed's key, as a JWK (RFC 8037): what others check statements with. */
const publicKey = async (key: CryptoKey): Promise<JWK> => {
  const { kty, crv, x } = await exportJWK(key);
  return {
    kty: kty ?? "",
    ...(crv === undefined ? {} : { crv }),
    ...(x === undefined ? {} : { x }),
    alg: ALGORITHM,
  };
};

/** A JSON value as a compact JWS (RFC 7515) under Ed25519; its header carries the public key. */
export const signStatement = async (
  seed: Uint8Array,
  value: unknown,
): Promise<{ jws: string; publicKey: JWK }> => {
  const key = await privateKey(seed);
  const jwk = await publicKey(key);
  const payload = new TextEncoder().encode(JSON.stringify(value));
  const jws = await new CompactSign(payload).setProtectedHeader({ alg: ALGORITHM, jwk }).sign(key);
  return { jws, publicKey: jwk };
};

/** The value of a statement that was signed with the same seed; null for any other text. */
export const readStatement = async (seed: Uint8Array, jws: string): Promise<unknown> => {
  const key = await publicKey(await privateKey(seed));
  try {
    const { payload } = await compactVerify(jws, key, { algorithms: [ALGORITHM] });
    return JSON.parse(new TextDecoder().decode(payload)) as unknown;
  } catch {
    return null; // Signed by somebody else, changed, or no statement at all.
  }
};
