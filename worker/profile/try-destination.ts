import type { Environment } from "../configuration/environment.ts";
import { isForConversions } from "../domain/conversion/conversion-destination.ts";
import { isForAudiences } from "../domain/destination/destination-parts.ts";
import type { DestinationTrial } from "../domain/destination/destination-trial.ts";
import type { SiteSnapshot } from "../domain/site-snapshot.ts";
import { platformOf } from "../outbox/destination/platform-of.ts";
import { tryConversion } from "./conversion/try-conversion.ts";
import { createDestinationPorts, openDestination } from "./destination-ports.ts";

/** Tries a destination out, without bringing anybody or counting anything there; null where there is none of that id. */
export const tryDestination = async (
  env: Environment,
  snapshot: SiteSnapshot,
  id: string,
): Promise<DestinationTrial | null> => {
  const destination = openDestination(env, snapshot, id);
  if (destination === null) return null;
  if ("fault" in destination) return { outcome: "failed", reason: destination.fault };
  if (isForConversions(destination)) return tryConversion(env, snapshot, destination);
  if (!isForAudiences(destination)) return null;
  const failure = await platformOf(destination.kind).tryOut(destination, createDestinationPorts(env));
  if (failure === null) return { outcome: "delivered", reason: null };
  return { outcome: failure.kind === "refused" ? "refused" : "failed", reason: failure.reason };
};
