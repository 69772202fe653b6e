import { nameForMeta } from "./name-form.ts";

/** Codes of the states and the district, as Meta wants them: ANSI INCITS 38. */
const US_STATES: Readonly<Record<string, string>> = Object.fromEntries(
  (
    "alabama:al alaska:ak arizona:az arkansas:ar california:ca colorado:co connecticut:ct delaware:de " +
    "districtofcolumbia:dc florida:fl georgia:ga hawaii:hi idaho:id illinois:il indiana:in iowa:ia kansas:ks " +
    "kentucky:ky louisiana:la maine:me maryland:md massachusetts:ma michigan:mi minnesota:mn mississippi:ms " +
    "missouri:mo montana:mt nebraska:ne nevada:nv newhampshire:nh newjersey:nj newmexico:nm newyork:ny " +
    "northcarolina:nc northdakota:nd ohio:oh oklahoma:ok oregon:or pennsylvania:pa rhodeisland:ri " +
    "southcarolina:sc southdakota:sd tennessee:tn texas:tx utah:ut vermont:vt virginia:va washington:wa " +
    "westvirginia:wv wisconsin:wi wyoming:wy"
  )
    .split(" ")
    .map((pair) => pair.split(":")),
);

/** Lower case without spaces and signs. */
export const cityForMeta = (city: string): string => nameForMeta(city);

/** In the United States two letters, elsewhere the name without spaces and signs. */
export const stateForMeta = (state: string, country: string): string => {
  const name = nameForMeta(state);
  return country === "US" && Object.hasOwn(US_STATES, name) ? (US_STATES[name] ?? name) : name;
};

/** Lower case without spaces; in the United States the first five digits. */
export const postalCodeForMeta = (code: string, country: string): string => {
  const compact = code.toLowerCase().replace(/[\s-]/g, "");
  return country === "US" ? compact.slice(0, 5) : compact;
};
