import { confirmMessage } from "../domain/journey/confirm-message.ts";
import { systemEvent } from "../domain/journey/journey-draft.ts";
import type { MessageOrder } from "../domain/journey/message-order.ts";
import { suppress, type SuppressionReason } from "../domain/outreach/outreach.ts";
import { applySystemEvents } from "../domain/profile/system-events.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import type { ShardState } from "./shard-state.ts";
import { holderOf } from "./find-profile.ts";

/** A message left: it counts under its caps from now on, and rules can name that it was sent. */
export const settleSent = (state: ShardState, order: MessageOrder, rules: SiteRules, now: number): void => {
  const profile = holderOf(state, order.contact);
  if (profile === null) return;
  const { id, journey, step, channel } = order;
  state.messageResults.add(order, "sent", now);
  const event = systemEvent("message_sent", `${id}-sent`, now, { journey, step, channel, message: id });
  const counted = confirmMessage(profile, id, "viewable", now);
  const applied = applySystemEvents(counted, [event], rules, now);
  state.record({ ...applied, isChanged: true }, rules, now, applied.accepted);
};

/** Nobody waits for a message any more: it gives its place under the caps back. */
export const settleUnwanted = (state: ShardState, order: MessageOrder, now: number): void => {
  const profile = holderOf(state, order.contact);
  if (profile !== null) state.profiles.put(confirmMessage(profile, order.id, "released", now));
};

/** What a refusal says of the address itself, by the words of the channels. */
const SUPPRESSING: Readonly<Record<string, SuppressionReason>> = {
  recipient_rejected: "bounced",
  recipient_unsubscribed: "unsubscribed",
};

/**
 * A message was given up. It goes on holding its place, so that it can be sent again once what was wrong is mended; where
 * the address is wrong, nothing is sent there any more.
 */
export const settleRefused = (state: ShardState, order: MessageOrder, failure: string, now: number): void => {
  state.messageResults.add(order, "failed", now);
  const profile = holderOf(state, order.contact);
  const reason = SUPPRESSING[failure];
  if (profile === null || reason === undefined) return;
  const outreach = suppress(profile.history.outreach, order.medium, { reason, at: now });
  state.profiles.put({ ...profile, history: { ...profile.history, outreach } });
};
