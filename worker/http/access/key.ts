import type { Scope } from "../../../schemas/site.ts";
import type { Environment } from "../../configuration/environment.ts";
import { isSameText, sha256Hex } from "../../crypto/digest.ts";
import { isExpired, type KeyLimits, NO_LIMITS, type StoredKey } from "../../domain/stored-key.ts";
import { clientAddress, isInNetworks } from "../sender/client-address.ts";
import { Refusal } from "../refusal.ts";

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

/** Why a key cannot be used now, or from here; null where it can. */
const uselessness = (
  key: StoredKey,
  request: Request,
  env: Environment,
  now: number,
): "key_expired" | "network_forbidden" | null => {
  if (isExpired(key, now)) return "key_expired";
  const { networks } = key.limits;
  const isHere = networks === null || isInNetworks(clientAddress(request, env), networks);
  return isHere ? null : "network_forbidden";
};

/** Who asks, whatever they may do; null for nobody known, and for a key that cannot be used. */
export const actorOf = (
  request: Request,
  env: Environment,
  keys: readonly StoredKey[],
  now: number,
): Actor | null => {
  const key = presentedKey(request);
  if (key === null || key === "") return null;
  if (isAdmin(key, env)) return "admin";
  const known = findKey(key, keys);
  return known === undefined || uselessness(known, request, env, now) !== null ? null : known.id;
};

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
  const known = findKey(key, keys);
  if (known === undefined) throw new Refusal("key_invalid");
  const useless = uselessness(known, request, env, now);
  if (useless !== null) throw new Refusal(useless);
  const { id, scopes, limits, chain } = known;
  if (!scopes.includes(scope) && !scopes.includes("admin")) throw new Refusal("scope_missing");
  return { actor: id, chain, limits };
};

/** Whether a key may know of an audience. */
export const isForAudience = ({ audiences }: KeyLimits, audience: string): boolean =>
  audiences === null || audiences.includes(audience);

/**
 * Scopes that a key held to audiences can use: all others read or change what belongs to no audience. Of `read` only the
 * audiences themselves: a profile tells of all of them.
 */
const FOR_AUDIENCES: ReadonlySet<Scope> = new Set(["export", "ingest"]);

export const requireUnheld = ({ audiences }: KeyLimits, scope: Scope): void => {
  if (audiences !== null && !FOR_AUDIENCES.has(scope)) throw new Refusal("audience_forbidden");
};

/** Asked before it is looked whether there is such an audience: a limited key does not learn which others there are. */
export const requireAudience = (limits: KeyLimits, audience: string): void => {
  if (!isForAudience(limits, audience)) throw new Refusal("audience_forbidden");
};

export const requireFormat = ({ formats }: KeyLimits, format: string): void => {
  if (formats !== null && !formats.includes(format)) throw new Refusal("format_forbidden");
};
