import type { Environment } from "../configuration/environment.ts";
import { randomDigits } from "../crypto/digest.ts";
import { mediumOf } from "../domain/channel/medium-of.ts";
import type { ChannelTrial, TestRecipient } from "../domain/messaging-rpc.ts";
import type { SiteSnapshot } from "../domain/site-snapshot.ts";
import { testMessage } from "../outbox/send/test-message.ts";
import { sendMessage } from "./send-message.ts";

/** Sends a test message through a channel; null where there is none of that id. */
export const tryChannel = async (
  channel: string,
  to: TestRecipient | null,
  snapshot: SiteSnapshot,
  env: Environment,
): Promise<ChannelTrial | null> => {
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
  const outcome = await sendMessage(message, channel, snapshot, env);
  if (outcome.kind === "unwanted") return null;
  return { outcome: outcome.kind, reason: outcome.kind === "delivered" ? null : outcome.failure };
};
