import { DAY_MS } from "../../schemas/limits.ts";
import type { SiteSecrets } from "../crypto/site-secrets.ts";
import { sign, verify } from "../crypto/signed.ts";
import { addressOf } from "../domain/identity/profile-id.ts";

const MAC_BYTES = 8;

/** `__Host-` binds the cookie to this host, to HTTPS and to the whole site; two sites of one host do not share it. */
const cookieName = (site: string): string => `__Host-h-${site}`;

const readCookie = (request: Request, name: string): string | null => {
  const header = request.headers.get("cookie") ?? "";
  const prefix = `${name}=`;
  const pair = header.split(/; */).find((part) => part.startsWith(prefix));
  return pair === undefined ? null : pair.slice(prefix.length);
};

/** The visitor a browser says it is, or null: a missing, malformed or forged id is never an error and never adopted. */
export const visitorOf = (request: Request, site: string, secrets: SiteSecrets): string | null => {
  const value = readCookie(request, cookieName(site));
  if (value === null) return null;
  const id = verify(secrets.cookie, value, MAC_BYTES);
  return id !== null && addressOf(id)?.kind === "visitor" ? id : null;
};

/** Whether the browser holds any visitor cookie of the site, valid or not. */
export const hasVisitorCookie = (request: Request, site: string): boolean =>
  readCookie(request, cookieName(site)) !== null;

const ATTRIBUTES = "Path=/; HttpOnly; Secure; SameSite=Lax";

export const visitorCookie = (site: string, id: string, secrets: SiteSecrets, days: number): string =>
  `${cookieName(site)}=${sign(secrets.cookie, id, MAC_BYTES)}; Max-Age=${(days * DAY_MS) / 1_000}; ${ATTRIBUTES}`;

export const clearedVisitorCookie = (site: string): string =>
  `${cookieName(site)}=; Max-Age=0; ${ATTRIBUTES}`;
