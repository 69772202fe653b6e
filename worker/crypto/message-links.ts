import type { MessageRef } from "../domain/outreach/message-ref.ts";
import { signLink } from "./link-token.ts";

/** What the links of one message are made of. */
export interface LinkBasis {
  /** The site's key for links. */
  readonly key: Uint8Array;
  /** Origin and path below which the site's routes are: `https://shop.example/h/shop`. */
  readonly base: string;
  readonly ref: MessageRef;
  /** What the message is about; null where it is about everything. */
  readonly topic: string | null;
  /** When the link to the cart stops bringing it back, epoch milliseconds. */
  readonly recoveryUntil: number;
}

/** The links of one message, made of nothing but signatures. */
export interface SignedLinks {
  readonly base: string;
  readonly click: (url: string) => string;
  readonly open: string;
  /** Also the preference page. */
  readonly unsubscribe: string;
  readonly recovery: (target: string, cart: string | null) => string;
}

export const createMessageLinks = ({ key, base, ref, topic, recoveryUntil }: LinkBasis): SignedLinks => ({
  base,
  click: (url) => `${base}/l/${signLink(key, { kind: "click", ref, url })}`,
  open: `${base}/o/${signLink(key, { kind: "open", ref })}`,
  unsubscribe: `${base}/u/${signLink(key, { kind: "preferences", ref, topic })}`,
  recovery: (url, cart) =>
    `${base}/l/${signLink(key, { kind: "recovery", ref, url, cart, expiresAt: recoveryUntil })}`,
});
