import { type Environment, isTrial } from "../configuration/environment.ts";
import { openDestinationSecrets } from "../crypto/destination-secret.ts";
import { sha256Hex } from "../crypto/digest.ts";
import { signAssertion } from "../crypto/service-account.ts";
import { siteSecrets } from "../crypto/site-secrets.ts";
import { signWebhook } from "../crypto/webhook-signature.ts";
import { openedDestination, type OpenedDestination } from "../domain/destination/destination-parts.ts";
import { destinationTargetFault } from "../domain/destination/destination-target.ts";
import type { SiteSnapshot } from "../domain/site-snapshot.ts";
import type { AccessToken, DestinationPorts } from "../outbox/destination/destination-ports.ts";

/** Shared by the shards of an isolate: one token serves them all. */
const TOKENS = new Map<string, AccessToken>();

/** What speaking to platforms needs, on the platform. */
export const createDestinationPorts = (env: Environment): DestinationPorts => ({
  now: () => Date.now(),
  signWebhook,
  digest: sha256Hex,
  signAssertion,
  tokens: TOKENS,
  isTrial: isTrial(env),
});

/** A destination as it is saved, with its secrets; or why it cannot be used now. Null where there is none. */
export const openDestination = (
  env: Environment,
  snapshot: SiteSnapshot,
  id: string,
): OpenedDestination | { readonly fault: string } | null => {
  const stored = snapshot.destinations.find((destination) => destination.id === id);
  if (stored === undefined) return null;
  // It was checked when it was saved; an instance on trial may have become one that serves others.
  if (!isTrial(env) && destinationTargetFault(stored.settings) !== null)
    return { fault: "target_not_public" };
  const { seal } = siteSecrets(env.HALLEY_SECRET ?? "", snapshot.id);
  const secrets = openDestinationSecrets(seal, id, stored.sealed);
  return secrets === null ? { fault: "secret_unreadable" } : openedDestination(stored, secrets);
};
