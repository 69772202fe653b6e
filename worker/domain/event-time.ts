import { CLOCK_SKEW_IGNORED_MS } from "../../schemas/limits.ts";

/**
 * When something happened by our clock. The sender's clock is corrected by what it showed at sending; small differences
 * are the network's, not the clock's, and are left alone. Nothing happens in the future.
 */
export const correctedTime = (at: number, sentAt: number | undefined, receivedAt: number): number => {
  const skew = sentAt === undefined ? 0 : receivedAt - sentAt;
  const corrected = Math.abs(skew) > CLOCK_SKEW_IGNORED_MS ? at + skew : at;
  return Math.min(corrected, receivedAt);
};
