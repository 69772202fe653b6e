import { GUARDED_ADDRESSES_MAX } from "../../../schemas/limits-guards.ts";
import { randomDigits } from "../../crypto/digest.ts";
import { hmac } from "../../crypto/hmac.ts";
import { floodNetwork } from "../../domain/flood-network.ts";
import { TokenBuckets } from "../../domain/token-bucket.ts";
import { clientAddress } from "../sender/client-address.ts";
import type { HttpContext, SiteContext } from "../context.ts";
import { Refusal } from "../refusal.ts";

/** By a number that only this isolate can make of an address, for as long as it lives: no address is kept. */
const buckets = new TokenBuckets<number>(GUARDED_ADDRESSES_MAX);

/** Made when first needed: nothing random can be had while a Worker starts. */
let secret: Uint8Array | null = null;

/** As many as a number holds exactly. */
const NUMBER_BYTES = 6;

const numberOf = (site: string, network: string): number => {
  secret ??= new TextEncoder().encode(randomDigits());
  const mac = hmac(secret, `${site} ${network}`);
  let number = 0;
  for (let i = 0; i < NUMBER_BYTES; i++) number = number * 256 + (mac[i] ?? 0);
  return number;
};

/** Counts what else a request turns out to bring. */
export type Charge = (events: number) => void;

const NO_CHARGE: Charge = () => undefined;

/**
 * Counts a request of a page as one event of its client's address, before its body is read; 429 where there were too
 * many. Addresses that are not known are not counted. Load is what it bounds, so it goes by the wall clock.
 */
export const admitAddress = (c: HttpContext, { snapshot }: SiteContext): Charge => {
  const { address_events_per_minute: perMinute } = snapshot.configuration.guards;
  if (perMinute === null) return NO_CHARGE;
  const address = clientAddress(c.req.raw, c.env);
  const network = address === null ? null : floodNetwork(address);
  if (network === null) return NO_CHARGE;
  const number = numberOf(snapshot.id, network);
  const { isAllowed, nextInS } = buckets.take(number, 1, perMinute, Date.now());
  if (!isAllowed) throw new Refusal("address_limited", {}, nextInS);
  return (events) => {
    if (events > 0) buckets.charge(number, events, perMinute, Date.now());
  };
};
