import { grantedHere } from "../../domain/consent/signals/weigh.ts";
import { NO_BROWSER } from "../../domain/conversion/browser-facts.ts";
import { conversionBody, type ConversionOrder } from "../../domain/conversion/conversion-order.ts";
import { orderConversions } from "../../domain/conversion/order-conversions.ts";
import { destinationChannel } from "../../domain/destination/destination-parts.ts";
import { consentOf } from "../../domain/profile/standings.ts";
import type { Profile } from "../../domain/profile/profile.ts";
import type { StoredEvent } from "../../domain/profile-state.ts";
import type { ProfileBatch } from "../../domain/rpc.ts";
import type { CompiledSite } from "../../domain/site-snapshot.ts";
import type { ShardState } from "../shard-state.ts";

/** Puts an order into the outbox, to leave at once. */
export const stageOrder = ({ outbox }: ShardState, order: ConversionOrder, now: number): void =>
  outbox.add({
    id: order.id,
    channel: destinationChannel(order.destination),
    body: conversionBody(order),
    createdAt: now,
    failures: 0,
    dueAt: now,
  });

/** Orders that platforms are told of what is new, in the transaction that stores it. History is told to nobody. */
export const stageConversions = (
  state: ShardState,
  batch: ProfileBatch,
  profile: Profile,
  accepted: readonly StoredEvent[],
  { rules, conversions }: Pick<CompiledSite, "rules" | "conversions">,
  now: number,
): void => {
  if (conversions.length === 0 || accepted.length === 0 || batch.isHistory === true) return;
  const arrived = {
    profile: profile.id,
    events: accepted,
    browser: batch.browser ?? NO_BROWSER,
    stamped: grantedHere(rules.ruleFor(batch.region, now), batch.choices, batch.gpc ?? false, batch.evidence),
    stored: consentOf(profile.head, rules, now),
  };
  const idOf = (destination: string, event: string) => state.conversionId(destination, event);
  for (const order of orderConversions(arrived, conversions, idOf)) stageOrder(state, order, now);
};
