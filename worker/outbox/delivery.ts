/** One message to one channel, kept until it is delivered or given up. */
export interface Delivery {
  /** The `webhook-id`: the same over all tries, so that a receiver can tell a repeat. */
  readonly id: string;
  readonly channel: string;
  /** JSON, the same bytes over all tries. */
  readonly body: string;
  readonly createdAt: number;
  /** Tries that failed, those included that were not made because the channel was down. */
  readonly failures: number;
  readonly dueAt: number;
}

/** What a try came to. */
export type Outcome =
  | { readonly kind: "delivered" }
  /** The channel was deleted: nobody waits for the message; or it may not leave, or has nothing to say. */
  | { readonly kind: "unwanted"; readonly because?: "cancelled" | "unmatched" }
  /** The receiver will never take it. */
  | { readonly kind: "refused"; readonly failure: string }
  /** Not now, through no fault of anybody. */
  | { readonly kind: "postponed"; readonly until: number }
  | Failed;

export interface Failed {
  readonly kind: "failed";
  /** `unreachable` or `http_500`. */
  readonly failure: string;
  /** How long the receiver asked to be left alone; null where it did not. */
  readonly retryAfterMs: number | null;
  /** The fault lies not with the message: others would fail just now too. */
  readonly isChannelDown: boolean;
}
