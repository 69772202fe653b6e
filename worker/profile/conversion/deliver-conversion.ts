import { PARCEL_RETRY_MS } from "../../../schemas/limits.ts";
import type { Granted } from "../../domain/consent/effective.ts";
import { isCollectedFor, mayForward } from "../../domain/conversion/conversion-gate.ts";
import type { ConversionOrder } from "../../domain/conversion/conversion-order.ts";
import { isBot } from "../../domain/profile/bot-mark.ts";
import { hasSeen } from "../../domain/profile/fold.ts";
import type { Profile } from "../../domain/profile/profile.ts";
import { consentOf } from "../../domain/profile/standings.ts";
import type { StoredEvent } from "../../domain/profile-state.ts";
import type { SiteRules } from "../../domain/site-rules.ts";
import type { Outcome } from "../../outbox/delivery.ts";
import type { ShardState } from "../shard-state.ts";
import { followProfile } from "../find-profile.ts";

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

/** Whether an order of a profile may still leave, and its event is still there. */
const deliverHere = async (
  order: ConversionOrder,
  profile: Profile,
  rules: SiteRules,
  now: number,
  ports: ConversionPorts,
): Promise<Outcome> => {
  const granted = consentOf(profile.head, rules, now);
  if (isBot(profile.head) || !mayForward(order.use, granted)) return CANCELLED;
  const event = profile.history.log.find(({ id }) => id === order.event);
  if (event === undefined && hasSeen(profile.history, order.event)) {
    return { kind: "refused", failure: "event_folded" };
  }
  if (event === undefined || !isCollectedFor(order.use, event)) return CANCELLED;
  return ports.send({ order, event, profile, granted });
};

/**
 * Looks again at whether an order may leave, by what is stored now, and sends it. Where its profile has moved into another
 * shard it goes there, after the history that it is about.
 */
export const deliverConversion = async (
  state: ShardState,
  order: ConversionOrder,
  rules: SiteRules,
  now: number,
  ports: ConversionPorts,
): Promise<Outcome> => {
  const found = followProfile(state, order.profile);
  if (found.kind === "absent") return { kind: "unwanted" };
  if (found.kind === "moved") {
    if (found.isOnItsWay) return { kind: "postponed", until: now + PARCEL_RETRY_MS };
    await ports.forward({ ...order, profile: found.to });
    return { kind: "unwanted" };
  }
  return deliverHere(order, found.value, rules, now, ports);
};
