import type { Cap } from "../../../schemas/campaign.ts";
import { type Candidate, countedAt, isLive, isTogether, scopeKey } from "./exposure.ts";
import type { Ledger } from "./ledger.ts";
import { windowStart, type WindowView } from "./window.ts";

/** How much of a cap is taken: what counts in its window, and what is reserved and may still count. */
export const occupancy = (ledger: Ledger, candidate: Candidate, cap: Cap, view: WindowView): number => {
  const start = windowStart(cap, view);
  const folded = ledger.folded[scopeKey(cap.scope, candidate)];
  // Counters do not know when each happened: all of them count while any of them may.
  const before = folded !== undefined && folded.until >= start ? folded[cap.counts] : 0;
  return ledger.exposures.reduce((count, exposure) => {
    if (!isTogether(cap.scope, exposure, candidate)) return count;
    const at = countedAt(exposure, cap.counts);
    const counts = at === null ? isLive(exposure, view.now) : at >= start;
    return counts ? count + 1 : count;
  }, before);
};

/** Whether all caps allow one more. */
export const allows = (
  ledger: Ledger,
  candidate: Candidate,
  caps: readonly Cap[],
  view: WindowView,
): boolean => caps.every((cap) => occupancy(ledger, candidate, cap, view) < cap.limit);
