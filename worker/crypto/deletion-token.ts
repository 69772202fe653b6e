import { createECDH, createHash } from "node:crypto";
import {
  calculateJwkThumbprint,
  compactVerify,
  decodeJwt,
  decodeProtectedHeader,
  importJWK,
  type JWK,
  SignJWT,
} from "jose";

/** What we sign with. */
const ALGORITHM = "ES256";
/** What others may sign with. None of them can be checked with a key that is no public one. */
const ALGORITHMS = ["RS256", "PS256", "ES256", "ES384", "EdDSA"];
const COORDINATE_BYTES = 32;

/** The pair of a seed of 32 bytes. About one seed in four billion is no private key of the curve; its digest is one then. */
const pairOf = (seed: Uint8Array): JWK => {
  const pair = createECDH("prime256v1");
  try {
    pair.setPrivateKey(Buffer.from(seed));
  } catch {
    return pairOf(createHash("sha256").update(seed).digest());
  }
  const point = pair.getPublicKey().subarray(1);
  return {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(0, COORDINATE_BYTES).toString("base64url"),
    y: point.subarray(COORDINATE_BYTES).toString("base64url"),
    d: Buffer.from(seed).toString("base64url"),
  };
};

/** The public half, as a JWK with its thumbprint (RFC 7638) as `kid`. */
export const deletionKey = async (seed: Uint8Array): Promise<JWK> => {
  const { d: _, ...key } = pairOf(seed);
  return { ...key, kid: await calculateJwkThumbprint(key), use: "sig", alg: ALGORITHM };
};

/** Claims as a JWT (RFC 7519). */
export const signClaims = async (seed: Uint8Array, claims: object): Promise<string> => {
  const { kid } = await deletionKey(seed);
  return new SignJWT({ ...claims })
    .setProtectedHeader({ typ: "JWT", alg: ALGORITHM, ...(kid === undefined ? {} : { kid }) })
    .sign(await importJWK(pairOf(seed), ALGORITHM));
};

/** What a token says, whoever made it; null for what is no JWT. */
export const unverifiedClaims = (token: string): unknown => {
  try {
    decodeProtectedHeader(token);
    return decodeJwt(token);
  } catch {
    return null;
  }
};

/** The parts of a key that check signatures, and nothing else that may stand beside them. */
const publicPart = ({ kty, crv, x, y, n, e }: JWK): JWK =>
  JSON.parse(JSON.stringify({ kty, crv, x, y, n, e })) as JWK;

const isSignedBy = async (token: string, alg: string, key: JWK): Promise<boolean> => {
  try {
    await compactVerify(token, await importJWK(publicPart(key), alg), { algorithms: ALGORITHMS });
    return true;
  } catch {
    return false; // Another's, changed, or a key of another kind.
  }
};

/** Whether one of the keys made a token: the one that it names, else any. */
export const isSigned = async (token: string, keys: readonly JWK[]): Promise<boolean> => {
  const { alg, kid } = decodeProtectedHeader(token);
  if (alg === undefined || !ALGORITHMS.includes(alg)) return false;
  const named = kid === undefined ? keys : keys.filter((key) => key.kid === kid);
  for (const key of named) if (await isSignedBy(token, alg, key)) return true;
  return false;
};
