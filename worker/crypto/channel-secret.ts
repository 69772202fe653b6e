import { open, seal, type SealedAt } from "./seal.ts";

/** Bound to the document it lies in, so that one channel's secret does not open as another's. */
const placeOf = (channel: string): SealedAt => ({
  table: "config",
  column: "body",
  row: `channel ${channel}`,
});

/** A channel's secret as it rests. `key` is the site's sealing key. */
export const sealChannelSecret = (key: Uint8Array, channel: string, secret: string): string =>
  seal(key, placeOf(channel), secret);

/** Throws where it was sealed with another key or for another channel. */
export const openChannelSecret = (key: Uint8Array, channel: string, sealed: string): string =>
  open(key, placeOf(channel), sealed);
