import { EXPOSURE_NUMBERS_MAX } from "../../../schemas/limits.ts";
import { type Exposure, isTogether, scopeKey } from "./exposure.ts";
import type { Ledger } from "./ledger.ts";

/** How often the profile had seen the creative when it saw this, this time included; many are counted as the most. */
export const exposureNumber = (ledger: Ledger, exposure: Exposure): number => {
  const seenAt = exposure.viewableAt ?? Infinity;
  const before = ledger.exposures.filter(
    (other) =>
      other !== exposure &&
      other.viewableAt !== null &&
      other.viewableAt <= seenAt &&
      isTogether("creative", other, exposure),
  ).length;
  return Math.min(
    EXPOSURE_NUMBERS_MAX,
    before + (ledger.folded[scopeKey("creative", exposure)]?.viewable ?? 0) + 1,
  );
};
