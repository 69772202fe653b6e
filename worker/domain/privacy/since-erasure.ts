import type { CollectAnswer } from "../../../schemas/collect.ts";
import type { Choices } from "../consent/choices.ts";
import { isContactId } from "../identity/profile-id.ts";
import type { GatedEvents } from "../consent/gate.ts";
import type { ProfileBatch } from "../rpc.ts";

/** A batch without what was done before its profile was erased, and what became of the rest. */
export const sinceErasure = (
  batch: ProfileBatch,
  erasedAt: number,
): { readonly batch: ProfileBatch; readonly dropped: CollectAnswer["dropped"] } => {
  const isNew = ({ event }: GatedEvents[number]): boolean => event.at > erasedAt;
  const events = batch.events.filter(isNew);
  // A claim stands with the event that made it; what a server says of a contact names it in every event.
  const isClaimed = isContactId(batch.profile) || events.some(({ event }) => event.type === "identify");
  const choices = Object.entries(batch.choices).filter(([, { at }]) => at > erasedAt);
  return {
    batch: {
      ...batch,
      // A part of gated events is gated events.
      events: events as unknown as GatedEvents,
      choices: Object.fromEntries(choices) as Choices,
      ...(isClaimed ? {} : { claim: null, accountDomain: null }),
    },
    dropped: batch.events
      .filter((event) => !isNew(event))
      .map(({ index }) => ({ index, reason: "erased" as const })),
  };
};

/** Nothing of a batch was kept because whom it spoke of had been erased. */
export const isAllErased = ({ accepted, duplicate, dropped }: CollectAnswer): boolean =>
  accepted === 0 && duplicate === 0 && dropped.some(({ reason }) => reason === "erased");
