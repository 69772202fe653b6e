import type { RequestRegion } from "../../../schemas/consent.ts";
import { REGION_GROUPS } from "../../../schemas/regions.ts";
import type { RegionLetter } from "./profile-id.ts";

/**
 * Countries by the location hint nearest to them. Source: developers.cloudflare.com/durable-objects/reference/data-location.
 * A country that is missing goes to `x`, which has no hint: a little slower, never wrong.
 */
const COUNTRIES: Partial<Record<RegionLetter, string>> = {
  e: "AD AT BE CH DE DK ES FI FO FR GB GG GI IE IM IS IT JE LI LU MC MT NL NO PT SE SM VA AX GF GP MF MQ RE YT",
  f: "AL BA BG BY CY CZ EE GR HR HU LT LV MD ME MK PL RO RS RU SI SK UA XK",
  n: "BM CA US",
  s: "AR BO BR BZ CL CO CR CU DO EC GT GY HN HT JM MX NI PA PE PR PY SR SV TT UY VE",
  a: "BD BN BT CN HK ID IN JP KH KP KR LA LK MM MN MO MV MY NP PH PK SG TH TL TW VN",
  o: "AU FJ NC NZ PF PG SB TO VU WS",
  r: "AO BF BI BJ BW CD CF CG CI CM CV DJ ER ET GA GH GM GN GQ GW KE KM LR LS MG ML MR MU MW MZ NA NE NG RW SC SD SL SN SO SS ST SZ TD TG TZ UG ZA ZM ZW",
  m: "AE AF AM AZ BH DZ EG GE IL IQ IR JO KG KW KZ LB LY MA OM PS QA SA SY TJ TM TN TR UZ YE",
};

const letterOfCountry = new Map(
  Object.entries(COUNTRIES).flatMap(([letter, countries]) =>
    countries.split(" ").map((country) => [country, letter as RegionLetter] as const),
  ),
);

const WESTERN = new Set("AK AZ CA CO HI ID MT NM NV OR UT WA WY AB BC NT SK YT".split(" "));

/** The letter of a new visitor's id. `eu` asks for objects under EU jurisdiction. */
export const regionLetter = (region: RequestRegion, eu: boolean): RegionLetter => {
  const { country, subdivision } = region;
  if (country === null) return "x";
  if (eu && REGION_GROUPS.EU.has(country)) return "u";
  if ((country === "US" || country === "CA") && subdivision !== null && WESTERN.has(subdivision)) return "w";
  return letterOfCountry.get(country) ?? "x";
};
