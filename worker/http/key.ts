import type { Scope } from "../../schemas/site.ts";
import type { Environment } from "../configuration/environment.ts";
import { isSameText, sha256Hex } from "../crypto/digest.ts";
import { isExpired, type KeyLimits, NO_LIMITS, type StoredKey } from "../domain/stored-key.ts";
import { clientAddress, isInNetworks } from "./client-address.ts";
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

/** The instance's own key, or a refusal. */
export const requireAdmin = (request: Request, env: Environment): Actor => {
  const key = presentedKey(request);
  if (key === null || key === "") throw new Refusal("key_missing");
  if (!isAdmin(key, env)) throw new Refusal("key_invalid");
  return "admin";
};

/** Who asks, and what the key is held to. */
export interface Access {
  readonly actor: Actor;
  /** The key and those whose place it took: one receiver. */
  readonly chain: string;
  readonly limits: KeyLimits;
}

/** A live key with the scope, used from where it may be, or a refusal. Keys of an unknown site are as invalid as any other. */
export const requireScope = (
  request: Request,
  env: Environment,
  keys: readonly StoredKey[],
  scope: Scope,
  now: number,
): Access => {
  const key = presentedKey(request);
  if (key === null || key === "") throw new Refusal("key_missing");
  if (isAdmin(key, env)) return { actor: "admin", chain: "admin", limits: NO_LIMITS };
  const hash = sha256Hex(key);
  const known = keys.find((candidate) => isSameText(candidate.hash, hash));
  if (known === undefined) throw new Refusal("key_invalid");
  if (isExpired(known, now)) throw new Refusal("key_expired");
  const { id, scopes, limits, chain } = known;
  if (limits.networks !== null && !isInNetworks(clientAddress(request, env), limits.networks)) {
    throw new Refusal("network_forbidden");
  }
  if (!scopes.includes(scope) && !scopes.includes("admin")) throw new Refusal("scope_missing");
  return { actor: id, chain, limits };
};

/** Whether a key may know of an audience. */
export const isForAudience = ({ audiences }: KeyLimits, audience: string): boolean =>
  audiences === null || audiences.includes(audience);

/** Asked before it is looked whether there is such an audience: a limited key does not learn which others there are. */
export const requireAudience = (limits: KeyLimits, audience: string): void => {
  if (!isForAudience(limits, audience)) throw new Refusal("audience_forbidden");
};

export const requireFormat = ({ formats }: KeyLimits, format: string): void => {
  if (formats !== null && !formats.includes(format)) throw new Refusal("format_forbidden");
};
