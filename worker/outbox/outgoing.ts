/** What every message carries, however it is sent. */
interface Addressed {
  /** The idempotency key: the same over all tries, handed to the provider too. 1 to 64 URL-safe characters. */
  readonly id: string;
  /** Contact id. Providers get it beside `id`, so that what they report finds its way back. */
  readonly contact: string;
}

export interface EmailMessage extends Addressed {
  readonly medium: "email";
  /** One address, checked: nothing in it means something in a header. */
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Further header fields, such as `List-Unsubscribe`; clean of CR and LF. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface SmsMessage extends Addressed {
  readonly medium: "sms";
  /** E.164. */
  readonly to: string;
  readonly text: string;
}

export interface PushMessage extends Addressed {
  readonly medium: "push";
  readonly subscription: PushTarget;
  readonly title: string;
  readonly body: string;
  /** Where a click leads; null for nowhere. */
  readonly url: string | null;
}

/** A browser's `PushSubscription`, base64url. */
export interface PushTarget {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

export interface WebhookMessage extends Addressed {
  readonly medium: "webhook";
  /** JSON. */
  readonly body: string;
}

/** One message to one contact, rendered and addressed. */
export type OutgoingMessage = EmailMessage | SmsMessage | PushMessage | WebhookMessage;
