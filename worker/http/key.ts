import type { Scope } from "../../schemas/site.ts";
import type { Environment } from "../configuration/environment.ts";
import { isSameText, sha256Hex } from "../crypto/digest.ts";
import type { StoredKey } from "../domain/site-snapshot.ts";
import { Refusal } from "./refusal.ts";

/** Who asks: the id of a key, or `admin`. */
export type Actor = string;

/** Bearer, or Basic with the key as password, because upload tools often speak only Basic. */
const presentedKey = (request: Request): string | null => {
  const header = request.headers.get("authorization") ?? "";
  const [scheme = "", credentials = ""] = header.split(" ");
  if (/^bearer$/i.test(scheme)) return credentials;
  if (!/^basic$/i.test(scheme)) return null;
  try {
    const decoded = atob(credentials);
    return decoded.slice(decoded.indexOf(":") + 1);
  } catch {
    return null; // Not base64, so not a key.
  }
};

const isAdmin = (key: string, env: Environment): boolean =>
  env.ADMIN_KEY !== undefined && env.ADMIN_KEY !== "" && isSameText(sha256Hex(key), sha256Hex(env.ADMIN_KEY));

const findKey = (key: string, keys: readonly StoredKey[]): StoredKey | undefined => {
  const hash = sha256Hex(key);
  return keys.find((candidate) => isSameText(candidate.hash, hash));
};

/** Who asks, whatever they may do; null for nobody known. */
export const actorOf = (request: Request, env: Environment, keys: readonly StoredKey[]): Actor | null => {
  const key = presentedKey(request);
  if (key === null || key === "") return null;
  return isAdmin(key, env) ? "admin" : (findKey(key, keys)?.id ?? null);
};

/** The instance's own key, or a refusal. */
export const requireAdmin = (request: Request, env: Environment): Actor => {
  const key = presentedKey(request);
  if (key === null || key === "") throw new Refusal("key_missing");
  if (!isAdmin(key, env)) throw new Refusal("key_invalid");
  return "admin";
};

/** A key with the scope, or a refusal. Keys of an unknown site are as invalid as any other. */
export const requireScope = (
  request: Request,
  env: Environment,
  keys: readonly StoredKey[],
  scope: Scope,
): Actor => {
  const key = presentedKey(request);
  if (key === null || key === "") throw new Refusal("key_missing");
  if (isAdmin(key, env)) return "admin";
  const known = findKey(key, keys);
  if (known === undefined) throw new Refusal("key_invalid");
  if (!known.scopes.includes(scope) && !known.scopes.includes("admin")) throw new Refusal("scope_missing");
  return known.id;
};
