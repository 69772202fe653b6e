import { REGION_GROUPS } from "../../../schemas/regions.ts";
import { countryOf, type Told } from "./describe.ts";

const isEuropean = (country: string): boolean =>
  country === "" || country === "CH" || REGION_GROUPS.EEA.has(country) || REGION_GROUPS.UK.has(country);

/**
 * Whether somebody may be under the law of the EEA, the United Kingdom or Switzerland: who tells to live there, or was seen
 * there, or of whom nothing is known.
 */
export const mayBeEuropean = (told: Told, seenIn: string | null): boolean =>
  isEuropean(countryOf(told, seenIn)) || (seenIn !== null && isEuropean(seenIn));
