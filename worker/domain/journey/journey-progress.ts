import type { DailyMessageResults, MessageResult } from "../outreach/message-results.ts";
import type { JourneyEnd } from "./journey-state.ts";

/** A contact came into a journey, or left it. */
export interface Passage {
  readonly journey: string;
  readonly what: "entered" | JourneyEnd;
}

/** A message whose turn came and that was not ordered then. */
export interface UnsentMessage {
  readonly journey: string;
  readonly step: string;
  readonly what: Extract<MessageResult, "skipped" | "deferred">;
}

/** How many of a step's messages wait for their channel, and how many were given up and are listed to be sent again. */
export interface QueuedMessages {
  readonly step: string;
  readonly waiting: number;
  readonly parked: number;
}

/** How one journey goes with the contacts of one shard: counts that name nobody. */
export interface JourneyProgress {
  readonly results: readonly DailyMessageResults[];
  readonly passages: readonly { readonly what: Passage["what"]; readonly count: number }[];
  readonly underWay: number;
  readonly queued: readonly QueuedMessages[];
}
