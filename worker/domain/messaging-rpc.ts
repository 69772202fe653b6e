import type { Medium } from "../../schemas/channel-medium.ts";
import type { ConsentSource } from "../../schemas/consent.ts";
import type { Journey } from "./journey/journey.ts";
import type { MessageOrder } from "./journey/message-order.ts";
import type { MessageRef } from "./outreach/message-ref.ts";
import type { InboxEntry } from "./inbox-entry.ts";
import type { PushSubscriber, SuppressionReason } from "./outreach/outreach.ts";

/** What a provider reports of a message, in the words of all providers. */
export interface Feedback {
  readonly contact: string;
  readonly medium: Medium;
  /** The message's idempotency key; null where the provider does not tell. */
  readonly message: string | null;
  /**
   * `delivered` is counted and `deferred` is nothing. `stopped` is the contact's own word, until `started` is. The others are
   * counted and stop the medium for good.
   */
  readonly kind: "delivered" | "deferred" | "stopped" | "started" | SuppressionReason;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What a contact wants to get. What is left out stays. */
export interface Preferences {
  readonly media: Readonly<Partial<Record<Medium, boolean>>>;
  readonly topics: Readonly<Record<string, boolean>>;
  readonly source: ConsentSource;
  /** The message that brought the contact to say so, for its results. */
  readonly message?: MessageRef;
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
  /**
   * Takes over a message that was ordered where the contact was before, with the version that it is of; null where that is
   * not known. The same one again changes nothing.
   */
  takeOrder(order: MessageOrder, followed: Journey | null): Promise<void>;
  /** Sends a test message right away; null where there is no such channel. */
  tryChannel(channel: string, to: TestRecipient | null, siteVersion: number): Promise<ChannelTrial | null>;
  hearFeedback(feedback: Feedback, siteVersion: number): Promise<void>;
  /** On disk when it resolves: nothing that was turned off is sent any more. */
  setPreferences(contact: string, preferences: Preferences, siteVersion: number): Promise<void>;
  preferences(contact: string, siteVersion: number): Promise<PreferencesView | null>;
  /** The contact used the link that was sent to its address. False where nobody is known. */
  confirmContact(contact: string, siteVersion: number): Promise<boolean>;
  /**
   * A link in a message to the contact was used in a visitor's browser (by a person, not by a scanner): the browser's history
   * moves into the contact, and from now on the browser may hear of it. Asked of the visitor's shard. False where that did
   * not come about: nobody is known, the browser has served two contacts, or it belongs to another one.
   */
  vouch(visitor: string, contact: string, siteVersion: number): Promise<boolean>;
  /** The last step of it, asked of the contact's shard. */
  trustBrowser(contact: string, visitor: string): Promise<void>;
  /**
   * Keeps a browser's push subscription with its profile, or forgets it (`null`). Whether that is so on disk: nothing is
   * kept where nobody is known, or where `push_marketing` is not granted.
   */
  keepPush(
    profile: string,
    id: string,
    subscriber: PushSubscriber | null,
    siteVersion: number,
  ): Promise<boolean>;
  /** Messages that were kept instead of being sent, the newest first. */
  inbox(limit: number): Promise<InboxEntry[]>;
}
