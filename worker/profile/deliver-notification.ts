import type { Environment } from "../configuration/environment.ts";
import type { SiteSnapshot } from "../domain/site-snapshot.ts";
import type { Delivery, Outcome } from "../outbox/delivery.ts";
import { sendMessage } from "./send-message.ts";

/** Tells a server of an entry or exit; that concerns no contact that messages are sent to. */
export const deliverNotification = (
  { id, channel, body }: Delivery,
  snapshot: SiteSnapshot,
  env: Environment,
): Promise<Outcome> => sendMessage({ medium: "webhook", id, contact: "", body }, channel, snapshot, env);
