import type { RequestRegion } from "../../../schemas/consent.ts";
import type { Environment } from "../../configuration/environment.ts";

const UNKNOWN: RequestRegion = { country: null, subdivision: null };

/** Codes for "no country": Tor, unknown, and the two satellite and anonymous placeholders. */
const NO_COUNTRY = new Set(["T1", "XX", "A1", "A2"]);

const regionOf = (country: unknown, subdivision: unknown): RequestRegion => {
  if (typeof country !== "string" || !/^[A-Z]{2}$/.test(country) || NO_COUNTRY.has(country)) return UNKNOWN;
  const isSubdivision = typeof subdivision === "string" && /^[A-Z0-9]{1,3}$/.test(subdivision);
  return { country, subdivision: isSubdivision ? subdivision : null };
};

/** Where a request comes from. Headers are believed only where the operator said that a proxy of theirs sets them. */
export const requestRegion = (request: Request, env: Environment): RequestRegion => {
  if (env.REGION_SOURCE === "proxy") {
    return regionOf(
      request.headers.get(env.COUNTRY_HEADER ?? "CF-IPCountry"),
      request.headers.get(env.SUBDIVISION_HEADER ?? "CF-Region-Code"),
    );
  }
  if (env.REGION_SOURCE !== "cf") return UNKNOWN;
  const { cf } = request as { cf?: { country?: unknown; regionCode?: unknown } };
  return regionOf(cf?.country, cf?.regionCode);
};

/** `DE`, `US-CA`; empty where the country is unknown. */
export const regionCode = ({ country, subdivision }: RequestRegion): string =>
  [country, subdivision].filter((part) => part !== null).join("-");

/** A region that a server states for its visitor: `DE`, `US-CA`. */
export const statedRegion = (text: string | undefined): RequestRegion => {
  const [country, subdivision] = (text ?? "").split("-");
  return regionOf(country, subdivision);
};

/** Only the exact value 1 is a signal; of several header lines any counts. Source: w3c.github.io/gpc. */
export const hasGlobalPrivacyControl = (request: Request): boolean =>
  (request.headers.get("sec-gpc") ?? "").split(",").some((value) => value.trim() === "1");
