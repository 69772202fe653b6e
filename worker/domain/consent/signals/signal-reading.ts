import type { SignalFault } from "../../../../schemas/consent-signals.ts";
import type { ConsentStamp, ConsentState, Purpose } from "../../../../schemas/consent.ts";

/** What the text of a consent tool comes to. With a fault it grants nothing. */
export interface SignalReading {
  /** Of the four `SIGNAL_PURPOSES` alone; one that is left out is one that the text says nothing of. */
  readonly states: ConsentStamp;
  readonly fault: SignalFault | null;
}

/** The purposes that a signal can speak of: the IAB's frameworks know no messages. */
export const SIGNAL_PURPOSES = [
  "analytics_storage",
  "ad_storage",
  "ad_user_data",
  "ad_personalization",
] as const satisfies readonly Purpose[];
export type SignalPurpose = (typeof SIGNAL_PURPOSES)[number];

/** Longest text that is read at all: three lists of vendors with a bit for each up to the 32,000th fit in. */
export const SIGNAL_TEXT_MAX = 16_384;

/** The state of each purpose; null leaves it out. */
export const statesOf = (stateOf: (purpose: SignalPurpose) => ConsentState | null): ConsentStamp => {
  const states: ConsentStamp = {};
  for (const purpose of SIGNAL_PURPOSES) {
    const state = stateOf(purpose);
    if (state !== null) states[purpose] = state;
  }
  return states;
};
