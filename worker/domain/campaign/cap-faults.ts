import type { CampaignDefinition } from "../../../schemas/campaign.ts";
import { CAP_WINDOW_MAX_MS, DAY_MS } from "../../../schemas/limits.ts";
import type { Fault } from "../audience/definition/faults.ts";
import { durationMs } from "../audience/duration.ts";

/** What is wrong with caps that have the right form. */
export const capFaults = ({ caps }: Pick<CampaignDefinition, "caps">): Fault[] =>
  caps.flatMap((cap, index) =>
    cap.window === "sliding" && durationMs(cap.per) > CAP_WINDOW_MAX_MS
      ? [{ pointer: `/caps/${index}/per`, reason: `is longer than ${CAP_WINDOW_MAX_MS / DAY_MS} days` }]
      : [],
  );
