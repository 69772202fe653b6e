import type { Failed, Outcome } from "../delivery.ts";

export const DELIVERED: Outcome = { kind: "delivered" };

/** The receiver will never take this message. */
export const refused = (failure: string): Outcome => ({ kind: "refused", failure });

/** To be tried again; the fault is this message's alone. */
export const failed = (failure: string, retryAfterMs: number | null = null): Failed => ({
  kind: "failed",
  failure,
  retryAfterMs,
  isChannelDown: false,
});

/** To be tried again; others would fail just now too. */
export const channelDown = (failure: string, retryAfterMs: number | null = null): Failed => ({
  kind: "failed",
  failure,
  retryAfterMs,
  isChannelDown: true,
});

/** Reasons that are the same whatever the provider. */
export const RECIPIENT_REJECTED = "recipient_rejected";
export const RECIPIENT_UNSUBSCRIBED = "recipient_unsubscribed";
export const MESSAGE_MALFORMED = "message_malformed";
