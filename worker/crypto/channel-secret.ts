import { open, seal, type SealedAt } from "./seal.ts";

/** Bound to the document it lies in, so that one channel's secrets do not open as another's. */
const placeOf = (channel: string): SealedAt => ({
  table: "config",
  column: "body",
  row: `channel ${channel}`,
});

/** A channel's secrets, by name, as they rest. `key` is the site's sealing key. */
export const sealChannelSecrets = (
  key: Uint8Array,
  channel: string,
  secrets: Readonly<Record<string, string>>,
): string => seal(key, placeOf(channel), JSON.stringify(secrets));

/**
 * Null where they were sealed with another key or for another channel: the instance's root secret was changed, and until
 * the channel is saved again nothing can be sent. Before there were channels of other kinds, a webhook's secret was sealed
 * as it is.
 */
export const openChannelSecrets = (
  key: Uint8Array,
  channel: string,
  sealed: string,
): Readonly<Record<string, string>> | null => {
  try {
    const clear = open(key, placeOf(channel), sealed);
    return clear.startsWith("{") ? (JSON.parse(clear) as Record<string, string>) : { secret: clear };
  } catch {
    return null;
  }
};
