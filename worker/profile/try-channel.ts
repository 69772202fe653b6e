import { randomDigits } from "../crypto/digest.ts";
import { mediumOf } from "../domain/channel/medium-of.ts";
import type { ChannelTrial, TestRecipient } from "../domain/messaging-rpc.ts";
import { testMessage } from "../outbox/send/test-message.ts";
import type { ChannelSender } from "./channel-sender.ts";

/** Sends a test message through a channel; null where there is none of that id. */
export const tryChannel = async (
  channel: string,
  to: TestRecipient | null,
  sender: ChannelSender,
): Promise<ChannelTrial | null> => {
  const { snapshot } = sender;
  const stored = snapshot.channels.find(({ id }) => id === channel);
  if (stored === undefined) return null;
  const { id: site, configuration } = snapshot;
  const trial = {
    id: `test_${randomDigits()}`,
    site,
    name: configuration.name,
    channel,
    to,
    now: Date.now(),
  };
  const message = testMessage(mediumOf(stored.settings), trial);
  if (message === null) return { outcome: "refused", reason: "medium_mismatch" };
  const outcome = await sender.send(message, channel);
  if (outcome.kind === "unwanted" || outcome.kind === "postponed") return null;
  return { outcome: outcome.kind, reason: outcome.kind === "delivered" ? null : outcome.failure };
};
