import { openChannelSecret } from "../crypto/channel-secret.ts";
import { siteSecrets } from "../crypto/site-secrets.ts";
import { signWebhook } from "../crypto/webhook-signature.ts";
import type { SiteSnapshot, StoredChannel } from "../domain/site-snapshot.ts";
import type { Delivery, Outcome } from "../outbox/delivery.ts";
import { sendWebhook } from "../outbox/webhook.ts";

const secretOf = (root: string, site: string, { id, sealedSecret }: StoredChannel): string | null => {
  try {
    return openChannelSecret(siteSecrets(root, site).seal, id, sealedSecret);
  } catch {
    return null; // The instance's root secret was changed: until the channel is saved again nothing can be signed.
  }
};

/** Sends one message to its channel as it is configured now. `root` is the instance's secret. */
export const deliverNotification = async (
  delivery: Pick<Delivery, "id" | "channel" | "body">,
  { id: site, channels }: SiteSnapshot,
  root: string,
): Promise<Outcome> => {
  const channel = channels.find(({ id }) => id === delivery.channel);
  if (channel === undefined) return { kind: "unwanted" };
  const secret = secretOf(root, site, channel);
  if (secret === null) {
    return { kind: "failed", failure: "secret_unreadable", retryAfterMs: null, isChannelDown: true };
  }
  const { id, body } = delivery;
  const sentAt = Math.floor(Date.now() / 1_000);
  const signature = signWebhook(secret, id, sentAt, body);
  return sendWebhook({ url: channel.url, id, body, sentAt, signature });
};
