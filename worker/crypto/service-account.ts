import { importPKCS8, SignJWT } from "jose";

const ALGORITHM = "RS256";

/** A JWT (RFC 7519) signed with a service account's key; null where the key is none. */
export const signAssertion = async (
  claims: Readonly<Record<string, string | number>>,
  privateKey: string,
): Promise<string | null> => {
  try {
    const key = await importPKCS8(privateKey, ALGORITHM);
    return await new SignJWT({ ...claims }).setProtectedHeader({ alg: ALGORITHM, typ: "JWT" }).sign(key);
  } catch {
    return null; // Whoever saved it has cut something off.
  }
};
