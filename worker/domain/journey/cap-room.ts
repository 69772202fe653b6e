import type { Cap } from "../../../schemas/campaign.ts";
import { DEFERRAL_STEP_MS } from "../../../schemas/limits-outreach.ts";
import { durationMs } from "../audience/duration.ts";
import { allows } from "../campaign/caps.ts";
import { type Candidate, countedAt, isLive, isTogether } from "../campaign/exposure.ts";
import type { Ledger } from "../campaign/ledger.ts";
import { type WindowView } from "../campaign/window.ts";

/**
 * When enough of what a sliding cap counts has left its window, if nothing else happens. What is reserved may be counted at any
 * moment, or be given back: it is looked at again soon.
 */
const slidesAt = (ledger: Ledger, candidate: Candidate, cap: Cap & { per: string }, now: number): number => {
  const perMs = durationMs(cap.per);
  const leaves = ledger.exposures
    .filter((exposure) => isTogether(cap.scope, exposure, candidate))
    .flatMap((exposure) => {
      const at = countedAt(exposure, cap.counts);
      if (at !== null) return at > now - perMs ? [at + perMs] : [];
      return isLive(exposure, now) ? [Math.min(exposure.expiresAt, now + DEFERRAL_STEP_MS)] : [];
    })
    .toSorted((a, b) => a - b);
  return leaves[leaves.length - cap.limit] ?? now + DEFERRAL_STEP_MS;
};

/**
 * When a message over its caps is looked at again: `now` where they allow it; null where one never will. Not before a
 * sliding window has moved on; of other windows in steps.
 */
export const roomFrom = (
  ledger: Ledger,
  candidate: Candidate,
  caps: readonly Cap[],
  view: WindowView,
): number | null => {
  const { now } = view;
  const full = caps.filter((cap) => !allows(ledger, candidate, [cap], view));
  if (full.some(({ limit, window }) => limit === 0 || window === "lifetime")) return null;
  const times = full.map((cap) =>
    cap.window === "sliding" ? slidesAt(ledger, candidate, cap, now) : now + DEFERRAL_STEP_MS,
  );
  return full.length === 0 ? now : Math.max(now + 1, ...times);
};
