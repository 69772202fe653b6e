import type { ConsentStamp } from "../../../schemas/consent.ts";
import { DAY_MS } from "../../../schemas/limits.ts";
import { type Choices, choicesOf, PURPOSES } from "../../domain/consent/choices.ts";
import { readCookie } from "./visitor-cookie.ts";

/**
 * What the visitor chose on the page of their own, which works without scripts and so cannot tell the snippet: when, to
 * the second, and a letter for each purpose. No identifier. The snippet hears of it with the next script, the collector
 * with the next beacon.
 */
export interface KeptChoice {
  readonly consent: ConsentStamp;
  /** Epoch milliseconds by the server's clock. */
  readonly at: number;
}

/** Not a beginning of a visitor cookie's name: a site may be called anything. */
const cookieName = (site: string): string => `__Host-hc-${site}`;

const VALUE = /^(\d{1,10})\.([gd-]{1,20})$/;
const STATES = { g: "granted", d: "denied" } as const;

/** The choice a browser keeps; null where it keeps none, or something that is none. */
export const keptChoice = (request: Request, site: string): KeptChoice | null => {
  const [, seconds = "", letters = ""] = VALUE.exec(readCookie(request, cookieName(site)) ?? "") ?? [];
  const consent: ConsentStamp = {};
  for (const [index, purpose] of PURPOSES.entries()) {
    const letter = letters[index];
    if (letter === "g" || letter === "d") consent[purpose] = STATES[letter];
  }
  return Object.keys(consent).length === 0 ? null : { consent, at: Number(seconds) * 1_000 };
};

/** What it denies, as choices: a cookie may take back what a beacon says, and grants nothing by itself. */
export const keptDenials = (request: Request, site: string): Choices => {
  const kept = keptChoice(request, site);
  if (kept === null) return {};
  const denied = PURPOSES.filter((purpose) => kept.consent[purpose] === "denied");
  const consent = Object.fromEntries(denied.map((purpose) => [purpose, "denied"] as const));
  return choicesOf(consent, "page", kept.at);
};

/** Kept until the visitor is to be asked again. */
export const choiceCookie = (site: string, { consent, at }: KeptChoice, days: number): string => {
  const letters = PURPOSES.map((purpose) => consent[purpose]?.[0] ?? "-").join("");
  // Rounded up: the choice is newer than anything the browser remembered before.
  const value = `${Math.ceil(at / 1_000)}.${letters}`;
  return `${cookieName(site)}=${value}; Max-Age=${(days * DAY_MS) / 1_000}; Path=/; HttpOnly; Secure; SameSite=Lax`;
};
