import { PARCEL_RETRY_MS } from "../../../schemas/limits.ts";
import type { Granted } from "../../domain/consent/effective.ts";
import { isCollectedFor, mayForward } from "../../domain/conversion/conversion-gate.ts";
import type { ConversionOrder } from "../../domain/conversion/conversion-order.ts";
import { hasSeen } from "../../domain/profile/fold.ts";
import type { Profile } from "../../domain/profile/profile.ts";
import { consentOf } from "../../domain/profile/standings.ts";
import type { StoredEvent } from "../../domain/profile-state.ts";
import type { SiteRules } from "../../domain/site-rules.ts";
import type { Outcome } from "../../outbox/delivery.ts";
import type { ShardState } from "../shard-state.ts";

/** An order that may leave, with what it is about. */
export interface ReadyConversion {
  readonly order: ConversionOrder;
  readonly event: StoredEvent;
  readonly profile: Profile;
  readonly granted: Granted;
}

/** What delivering an order needs beside the shard's tables. */
export interface ConversionPorts {
  /** Hands an order to the shard that its profile was moved to, on disk when it resolves. */
  forward(order: ConversionOrder): Promise<void>;
  /** Writes what the platform is told and sends it; whatever goes wrong is an outcome. */
  send(ready: ReadyConversion): Promise<Outcome>;
}

const CANCELLED: Outcome = { kind: "unwanted", because: "cancelled" };

/** Follows a profile that is not here: into the contact's shard, once its history has arrived there. */
const follow = async (
  state: ShardState,
  order: ConversionOrder,
  now: number,
  { forward }: ConversionPorts,
): Promise<Outcome> => {
  const pointer = state.profiles.pointer(order.profile);
  if (pointer === null) return { kind: "unwanted" };
  if (pointer.parcel !== null) return { kind: "postponed", until: now + PARCEL_RETRY_MS };
  await forward({ ...order, profile: pointer.contact });
  return { kind: "unwanted" };
};

/** Looks again at whether an order may leave, by what is stored now, and sends it. */
export const deliverConversion = async (
  state: ShardState,
  order: ConversionOrder,
  rules: SiteRules,
  now: number,
  ports: ConversionPorts,
): Promise<Outcome> => {
  const profile = state.profiles.read(order.profile);
  if (profile === null) return follow(state, order, now, ports);
  const granted = consentOf(profile.head, rules, now);
  if (!mayForward(order.use, granted)) return CANCELLED;
  const event = profile.history.log.find(({ id }) => id === order.event);
  if (event === undefined && hasSeen(profile.history, order.event)) {
    return { kind: "refused", failure: "event_folded" };
  }
  if (event === undefined || !isCollectedFor(order.use, event)) return CANCELLED;
  return ports.send({ order, event, profile, granted });
};
