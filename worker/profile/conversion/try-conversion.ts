import type { Environment } from "../../configuration/environment.ts";
import { randomDigits } from "../../crypto/digest.ts";
import { matchHash } from "../../crypto/match-hash.ts";
import type { ConversionKind } from "../../domain/conversion/conversion-destination.ts";
import { trialConversion } from "../../domain/conversion/trial-conversion.ts";
import { writeConversion } from "../../domain/conversion/write-conversion.ts";
import type { OpenedDestination } from "../../domain/destination/destination-parts.ts";
import type { DestinationTrial } from "../../domain/destination/destination-trial.ts";
import type { SiteSnapshot } from "../../domain/site-snapshot.ts";
import { tryOut } from "../../outbox/conversion/try-out.ts";
import { createDestinationPorts } from "../destination-ports.ts";

/** Tells a destination of a purchase that nobody made, where it counts for nothing. */
export const tryConversion = async (
  env: Environment,
  snapshot: SiteSnapshot,
  destination: OpenedDestination<ConversionKind>,
): Promise<DestinationTrial | null> => {
  const trial = {
    id: `test_${randomDigits()}`,
    address: matchHash("test@example.com", "hex"),
    now: Date.now(),
    currency: snapshot.configuration.currency,
  };
  const written = writeConversion(trialConversion(trial), destination, trial.now);
  if (written.kind !== "written") return { outcome: "refused", reason: "event_unwritten" };
  const outcome = await tryOut(written.body, destination, createDestinationPorts(env));
  if (outcome.kind === "unwanted" || outcome.kind === "postponed") return null;
  return { outcome: outcome.kind, reason: outcome.kind === "delivered" ? null : outcome.failure };
};
