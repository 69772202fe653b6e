import { confirmMessage } from "../domain/journey/confirm-message.ts";
import type { JourneyWorld } from "../domain/journey/journey-world.ts";
import { type MessageOrder, orderIn } from "../domain/journey/message-order.ts";
import type { Profile } from "../domain/profile/profile.ts";
import type { OutboxStore } from "./outbox-store.ts";

/** Whether consent is what keeps a message from being sent; without its place in the ledger it would not be either. */
const isForbidden = (order: MessageOrder, profile: Profile, world: JourneyWorld, now: number): boolean =>
  world.obstacleTo(order, profile, now) === "no_consent" ||
  profile.history.ledger.exposures.every(({ id }) => id !== order.id);

/**
 * Cancels the messages of journeys that wait and that a contact's choices forbid now. Returns the contact with the places
 * that they held under caps free again, and how many they were.
 */
export const cancelMessages = (
  outbox: OutboxStore,
  profile: Profile,
  world: JourneyWorld,
  now: number,
): { readonly profile: Profile; readonly count: number } => {
  let freed = profile;
  let count = 0;
  for (const delivery of outbox.about(profile.id)) {
    const order = orderIn(delivery.body);
    if (order === null || !isForbidden(order, profile, world, now)) continue;
    outbox.remove(delivery);
    freed = confirmMessage(freed, order.id, "released", now);
    count += 1;
  }
  return { profile: freed, count };
};
