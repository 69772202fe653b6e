import { PARCEL_RETRY_MS } from "../../schemas/limits.ts";
import { checkOrder } from "../domain/journey/check-order.ts";
import type { MessageOrder } from "../domain/journey/message-order.ts";
import type { Profile } from "../domain/profile/profile.ts";
import type { Send } from "../../schemas/journey.ts";
import type { CompiledSite } from "../domain/site-snapshot.ts";
import type { Outcome } from "../outbox/delivery.ts";
import { createJourneyWorld } from "./journey-world.ts";
import type { ShardState } from "./shard-state.ts";
import { followProfile } from "./find-profile.ts";

/** What delivering an order needs beside the shard's tables. */
export interface OrderPorts {
  /** Hands an order to the shard that its contact was moved to, on disk when it resolves. */
  forward(order: MessageOrder): Promise<void>;
  /** Writes the message and sends it; whatever goes wrong is an outcome. */
  send(order: MessageOrder, send: Send, profile: Profile): Promise<Outcome>;
}

/** Looks again at whether an order is wanted, and sends its message. */
export const deliverOrder = async (
  state: ShardState,
  order: MessageOrder,
  { rules }: CompiledSite,
  now: number,
  ports: OrderPorts,
): Promise<Outcome> => {
  const found = followProfile(state, order.contact);
  if (found.kind === "absent") return { kind: "unwanted" };
  if (found.kind === "moved") {
    // Before the history that it belongs to, it would be of no journey.
    if (found.isOnItsWay) return { kind: "postponed", until: now + PARCEL_RETRY_MS };
    await ports.forward({ ...order, contact: found.to });
    return { kind: "unwanted" };
  }
  const theirs = { ...order, contact: found.value.id };
  const check = checkOrder(theirs, found.value, createJourneyWorld(state, rules), now);
  switch (check.kind) {
    case "over":
      return { kind: "unwanted" };
    case "late":
      return { kind: "refused", failure: "too_late" };
    case "later":
      return { kind: "postponed", until: check.until };
    case "wanted":
      return ports.send(theirs, check.send, found.value);
  }
};
