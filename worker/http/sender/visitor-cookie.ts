import { DAY_MS } from "../../../schemas/limits.ts";
import type { SiteSecrets } from "../../crypto/site-secrets.ts";
import { sign, verify } from "../../crypto/signed.ts";
import { addressOf } from "../../domain/identity/profile-id.ts";

const MAC_BYTES = 8;

/** `__Host-` binds the cookie to this host, to HTTPS and to the whole site; two sites of one host do not share it. */
const cookieName = (site: string): string => `__Host-h-${site}`;

/** The value of a cookie as it was sent; null where there is none. */
export const readCookie = (request: Request, name: string): string | null => {
  const header = request.headers.get("cookie") ?? "";
  const prefix = `${name}=`;
  for (const part of header.split(";")) {
    const pair = part.trimStart();
    if (pair.startsWith(prefix)) return pair.slice(prefix.length);
  }
  return null;
};

/** Cookies that were verified or made a moment ago: an HMAC costs as much as parsing a beacon. */
const KNOWN_MAX = 10_000;
const knownIds = new Map<string, string>();

const remember = (name: string, value: string, id: string): void => {
  if (knownIds.size >= KNOWN_MAX) knownIds.clear();
  knownIds.set(`${name}=${value}`, id);
};

/** The visitor a browser says it is, or null: a missing, malformed or forged id is never an error and never adopted. */
export const visitorOf = (request: Request, site: string, secrets: SiteSecrets): string | null => {
  const name = cookieName(site);
  const value = readCookie(request, name);
  if (value === null) return null;
  const known = knownIds.get(`${name}=${value}`);
  if (known !== undefined) return known;
  const id = verify(secrets.cookie, value, MAC_BYTES);
  if (id === null || addressOf(id)?.kind !== "visitor") return null;
  remember(name, value, id);
  return id;
};

/** Whether the browser holds any visitor cookie of the site, valid or not. */
export const hasVisitorCookie = (request: Request, site: string): boolean =>
  readCookie(request, cookieName(site)) !== null;

const ATTRIBUTES = "Path=/; HttpOnly; Secure; SameSite=Lax";

/** The cookie that makes a browser a visitor. What the browser sent is used again, where it is the same visitor's. */
export const visitorCookie = (
  request: Request,
  site: string,
  id: string,
  secrets: SiteSecrets,
  days: number,
): string => {
  const name = cookieName(site);
  const sent = readCookie(request, name);
  const isSame = sent !== null && knownIds.get(`${name}=${sent}`) === id;
  const value = isSame ? sent : sign(secrets.cookie, id, MAC_BYTES);
  return `${name}=${value}; Max-Age=${(days * DAY_MS) / 1_000}; ${ATTRIBUTES}`;
};

export const clearedVisitorCookie = (site: string): string =>
  `${cookieName(site)}=; Max-Age=0; ${ATTRIBUTES}`;
