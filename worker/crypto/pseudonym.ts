import { keyedDigits } from "./digest.ts";

/** What a record that must outlive a profile knows it by: nobody without the site's key can lead it back to an id. */
export const pseudonymOf = (key: Uint8Array, profile: string): string => `p_${keyedDigits(key, profile)}`;
