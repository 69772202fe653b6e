import { keyedDigits } from "./digest.ts";
import { open, seal, type SealedAt } from "./seal.ts";
import type { PushKeys } from "./web-push.ts";

/** What a browser is reached by. */
export interface PushAddress extends PushKeys {
  readonly endpoint: string;
}

/** Bound to the subscription and not to a profile, because it moves from one to another. */
const placeOf = (id: string): SealedAt => ({ table: "profile", column: "push", row: id });

/** Names a subscription without telling its address. `key` is the site's pepper. */
export const subscriptionId = (key: Uint8Array, endpoint: string): string =>
  keyedDigits(key, `push ${endpoint}`);

/** A subscription as it rests. `key` is the site's sealing key. */
export const sealSubscription = (key: Uint8Array, id: string, address: PushAddress): string => {
  const { endpoint, p256dh, auth } = address;
  return seal(key, placeOf(id), JSON.stringify({ endpoint, p256dh, auth }));
};

/** Throws where it was sealed with another key or under another id. */
export const openSubscription = (key: Uint8Array, id: string, sealed: string): PushAddress =>
  JSON.parse(open(key, placeOf(id), sealed)) as PushAddress;
