import type { Environment } from "../configuration/environment.ts";
import { openChannelSecrets } from "../crypto/channel-secret.ts";
import { siteSecrets } from "../crypto/site-secrets.ts";
import { openedChannel } from "../domain/channel/channel-parts.ts";
import type { SiteSnapshot } from "../domain/site-snapshot.ts";
import type { Outcome } from "../outbox/delivery.ts";
import type { OutgoingMessage } from "../outbox/outgoing.ts";
import { sendThrough } from "../outbox/send/send-through.ts";
import { createSendPorts } from "./send-ports.ts";

/** Sends messages through the channels of one site as they are configured now. */
export interface ChannelSender {
  readonly snapshot: SiteSnapshot;
  /** Never throws: whatever goes wrong is an outcome. */
  send(message: OutgoingMessage, channel: string): Promise<Outcome>;
}

/** `keepInInbox` keeps what an inbox of development gets, on disk when it resolves. */
export const createChannelSender = (
  snapshot: SiteSnapshot,
  env: Environment,
  keepInInbox: (message: OutgoingMessage) => Promise<void>,
): ChannelSender => ({
  snapshot,
  send: async (message, channel) => {
    const stored = snapshot.channels.find(({ id }) => id === channel);
    if (stored === undefined) return { kind: "unwanted" };
    const { seal } = siteSecrets(env.HALLEY_SECRET ?? "", snapshot.id);
    const secrets = openChannelSecrets(seal, channel, stored.sealed);
    if (secrets === null) {
      return { kind: "failed", failure: "secret_unreadable", retryAfterMs: null, isChannelDown: true };
    }
    return sendThrough(message, openedChannel(stored, secrets), createSendPorts(env, snapshot, keepInInbox));
  },
});
