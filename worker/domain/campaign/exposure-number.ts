import { EXPOSURE_NUMBERS_MAX } from "../../../schemas/limits.ts";
import { type Exposure, scopeKey } from "./exposure.ts";
import type { Ledger } from "./ledger.ts";

/** How often the profile had seen the creative when it saw this, this time included; many are counted as the most. */
export const exposureNumber = (ledger: Ledger, exposure: Exposure): number => {
  const key = scopeKey("creative", exposure);
  const seenAt = exposure.viewableAt ?? Infinity;
  const before = ledger.exposures.filter(
    (other) =>
      other !== exposure &&
      other.viewableAt !== null &&
      other.viewableAt <= seenAt &&
      scopeKey("creative", other) === key,
  ).length;
  return Math.min(EXPOSURE_NUMBERS_MAX, before + (ledger.folded[key]?.viewable ?? 0) + 1);
};
