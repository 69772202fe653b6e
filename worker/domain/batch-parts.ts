import type { Choices } from "./consent/choices.ts";
import { type GatedEvents, NO_EVENTS } from "./consent/gate.ts";
import type { ProfileBatch } from "./rpc.ts";

/** A batch whose claim was not taken up: it says nothing of whom the profile is. */
export const unclaimed = (batch: ProfileBatch, events: GatedEvents): ProfileBatch => ({
  ...batch,
  events,
  claim: null,
  named: [],
  accountDomain: null,
  isVouched: false,
});

/** What somebody took back, without what came with it: events and grants may have to wait, and this may not. Null where nothing was. */
export const withdrawalIn = (batch: ProfileBatch): ProfileBatch | null => {
  const denied = Object.entries(batch.choices).filter(([, { state }]) => state === "denied");
  return denied.length === 0
    ? null
    : { ...unclaimed(batch, NO_EVENTS), choices: Object.fromEntries(denied) as Choices };
};
