import type { OpenedChannel } from "../../domain/channel/channel-parts.ts";
import type { Outcome } from "../delivery.ts";
import type { OutgoingMessage, PushMessage } from "../outgoing.ts";

/** Where a connection leads, and whether it is encrypted from the start, later, or never. */
export interface SocketTarget {
  readonly host: string;
  readonly port: number;
  readonly security: "none" | "starttls" | "tls";
}

/** A connection as `cloudflare:sockets` has it. */
export interface Connection {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  /** The same connection, encrypted from here on. The streams must not be locked. */
  startTls(): Connection;
  close(): Promise<void>;
}

/** What sending needs of the platform. */
export interface SendPorts {
  /** Wall clock, epoch milliseconds: receivers go by their own. */
  now(): number;
  /** May throw, where the platform refuses the target at once. */
  connect(target: SocketTarget): Connection;
  /** `webhook-signature` of Standard Webhooks; `sentAt` in seconds. */
  signWebhook(secret: string, id: string, sentAt: number, body: string): string;
  /** Web push; null where the instance has none. */
  readonly sendPush: ((message: PushMessage, channel: OpenedChannel<"webpush">) => Promise<Outcome>) | null;
  /** Keeps what would have been sent; null where there is no inbox. */
  readonly keepInInbox: ((message: OutgoingMessage, channel: OpenedChannel<"inbox">) => Promise<void>) | null;
  /** Where a provider reports what became of messages of a channel; null for a site without an origin. */
  feedbackUrl(channel: string): string | null;
  /** Whether targets of the machine itself, and unencrypted ones, may be called. */
  readonly isTrial: boolean;
}
