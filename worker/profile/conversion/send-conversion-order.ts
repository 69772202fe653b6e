import { CONVERSION_PAUSE_MS } from "../../../schemas/limits-conversion.ts";
import type { Environment } from "../../configuration/environment.ts";
import { matchHash } from "../../crypto/match-hash.ts";
import { clickIdsAt } from "../../domain/conversion/click-ids-at.ts";
import type { Conversion } from "../../domain/conversion/conversion.ts";
import { isForConversions, USES } from "../../domain/conversion/conversion-destination.ts";
import { type Spelling, SPELLINGS, writeConversion } from "../../domain/conversion/write-conversion.ts";
import { NOTHING_WANTED } from "../../domain/match-key/match-keys.ts";
import type { Profile } from "../../domain/profile/profile.ts";
import type { SiteSnapshot } from "../../domain/site-snapshot.ts";
import { sendConversion } from "../../outbox/conversion/send-conversion.ts";
import type { Outcome } from "../../outbox/delivery.ts";
import { channelDown, refused } from "../../outbox/send/outcomes.ts";
import { createDestinationPorts, openDestination } from "../destination-ports.ts";
import { readMatchKeys } from "../match-reader.ts";
import type { ShardState } from "../shard-state.ts";
import type { ReadyConversion } from "./deliver-conversion.ts";

/** What sending an order needs. */
export interface ConversionDesk {
  readonly env: Environment;
  readonly snapshot: SiteSnapshot;
  readonly state: ShardState;
  /** The clock's time, by which the age of events goes. */
  readonly now: number;
}

interface HashedAddresses {
  readonly emails: readonly string[];
  readonly phones: readonly string[];
}

const hashesOf = (forms: readonly (readonly string[])[]): string[] =>
  forms.flat().filter((hash) => hash !== "");

/** Addresses in clear never leave the object that holds them, and hashes only with the request. */
const addressesOf = (
  { id, head }: Profile,
  spelling: Spelling | null,
  state: ShardState,
): HashedAddresses => {
  if (spelling === null) return { emails: [], phones: [] };
  const wanted = { ...NOTHING_WANTED, emails: [spelling.email], phones: [spelling.phone] };
  const [keys] = readMatchKeys(state, [{ id, region: head.region, mayShowClickIds: false }], wanted, false);
  return { emails: hashesOf(keys?.emails ?? []), phones: hashesOf(keys?.phones ?? []) };
};

const conversionOf = (
  { order, event, profile, granted }: ReadyConversion,
  addresses: HashedAddresses,
  currency: string,
): Conversion => {
  const { history, head } = profile;
  const own = history.outreach.attributes["external_id"]?.value;
  return {
    event,
    origin: order.origin,
    ...addresses,
    externalId: matchHash(own === undefined || own === "" ? order.origin : String(own), "hex"),
    clickIds: clickIdsAt(history.touches, event.at),
    browser: order.browser,
    granted,
    region: head.region,
    currency,
  };
};

/** Tells a destination, as it is configured now, of a conversion. */
export const sendConversionOrder = async (
  ready: ReadyConversion,
  { env, snapshot, state, now }: ConversionDesk,
): Promise<Outcome> => {
  const destination = openDestination(env, snapshot, ready.order.destination);
  if (destination === null) return { kind: "unwanted" };
  if ("fault" in destination) return channelDown(destination.fault);
  // It was saved anew as another kind: consent to the one is none to the other.
  if (!isForConversions(destination) || USES[destination.kind] !== ready.order.use) {
    return refused("kind_mismatch");
  }
  if (destination.status === "paused") return { kind: "postponed", until: now + CONVERSION_PAUSE_MS };
  const addresses = addressesOf(ready.profile, SPELLINGS[destination.kind], state);
  const conversion = conversionOf(ready, addresses, snapshot.configuration.currency);
  const written = writeConversion(conversion, destination, now);
  switch (written.kind) {
    case "written":
      return sendConversion(written.body, destination, createDestinationPorts(env));
    case "refused":
      return refused(written.failure);
    case "unmatched":
      return { kind: "unwanted", because: "unmatched" };
  }
};
