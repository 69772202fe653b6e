import type { Send } from "../../schemas/journey.ts";
import type { MessageOrder } from "../domain/journey/message-order.ts";
import type { Profile } from "../domain/profile/profile.ts";
import type { CompiledSite } from "../domain/site-snapshot.ts";
import type { Outcome } from "../outbox/delivery.ts";
import { deliverNotification } from "./deliver-notification.ts";
import type { ShardState } from "./shard-state.ts";

/** A message that is to be sent, and all that it is written from. */
export interface OrderToSend {
  readonly order: MessageOrder;
  readonly send: Send;
  readonly profile: Profile;
  readonly site: CompiledSite;
  readonly state: ShardState;
  /** The instance's secret. */
  readonly root: string;
  readonly now: number;
}

/** Writes a message from its templates and sends it through its channel. */
export const sendOrder = async ({ order, site, root, now }: OrderToSend): Promise<Outcome> => {
  const body = JSON.stringify({
    type: "message.due",
    timestamp: new Date(now).toISOString(),
    data: { ...order, site: site.snapshot.id },
  });
  return deliverNotification({ id: order.id, channel: order.channel, body }, site.snapshot, root);
};
