import type { Delivery, Outcome } from "../outbox/delivery.ts";
import type { ChannelSender } from "./channel-sender.ts";

/** Tells a server of an entry or exit; that concerns no contact that messages are sent to. */
export const deliverNotification = (
  { id, channel, body }: Delivery,
  sender: ChannelSender,
): Promise<Outcome> => sender.send({ medium: "webhook", id, contact: "", body }, channel);
