import type { Medium } from "../../schemas/channel-medium.ts";
import type { ConsentSource } from "../../schemas/consent.ts";
import type { PushSubscriber, SuppressionReason } from "./outreach/outreach.ts";

/** What a provider reports of a message, in the words of all providers. */
export interface Feedback {
  readonly contact: string;
  readonly medium: Medium;
  /** The message's idempotency key; null where the provider does not tell. */
  readonly message: string | null;
  /** `delivered` and `deferred` are noted; the others stop the medium for good. */
  readonly kind: "delivered" | "deferred" | SuppressionReason;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What a contact wants to get. What is left out stays. */
export interface Preferences {
  readonly media: Readonly<Partial<Record<Medium, boolean>>>;
  readonly topics: Readonly<Record<string, boolean>>;
  readonly source: ConsentSource;
}

/** What a contact gets at this instant, for the preference page: nothing of who it is. */
export interface PreferencesView {
  readonly media: Readonly<Partial<Record<Medium, boolean>>>;
  /** Topics that were turned off. */
  readonly optedOut: readonly string[];
}

/** Whom a test message goes to: an address or a number, or a browser; a webhook's goes to its server. */
export type TestRecipient =
  string | { readonly endpoint: string; readonly p256dh: string; readonly auth: string };

/** What a test message came to; `reason` is null where it was delivered. */
export interface ChannelTrial {
  readonly outcome: "delivered" | "refused" | "failed";
  readonly reason: string | null;
}

/** What the object that holds profiles does for messages. All follow pointers, and do nothing where nobody is known. */
export interface MessagingShardRpc {
  /** Sends a test message right away; null where there is no such channel. */
  tryChannel(channel: string, to: TestRecipient | null, siteVersion: number): Promise<ChannelTrial | null>;
  hearFeedback(feedback: Feedback, siteVersion: number): Promise<void>;
  /** On disk when it resolves: nothing that was turned off is sent any more. */
  setPreferences(contact: string, preferences: Preferences, siteVersion: number): Promise<void>;
  preferences(contact: string, siteVersion: number): Promise<PreferencesView | null>;
  /** Keeps a browser's push subscription with its profile, or forgets it (`null`). */
  keepPush(
    profile: string,
    id: string,
    subscriber: PushSubscriber | null,
    siteVersion: number,
  ): Promise<void>;
}
