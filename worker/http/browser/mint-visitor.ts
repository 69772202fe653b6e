import type { RequestRegion } from "../../../schemas/consent.ts";
import type { Environment } from "../../configuration/environment.ts";
import { siteObject } from "../../configuration/objects.ts";
import { rememberSite } from "../../configuration/site-memo.ts";
import { keyedDigits, randomDigits } from "../../crypto/digest.ts";
import type { SiteSecrets } from "../../crypto/site-secrets.ts";
import { type RegionLetter, shardOf, visitorId } from "../../domain/identity/profile-id.ts";
import { regionLetter } from "../../domain/identity/region-letter.ts";
import type { SiteSnapshot } from "../../domain/site-snapshot.ts";

/** What a new id is derived from, so that a beacon whose answer was lost gets the same id when it is sent again. */
export type Seed =
  | { readonly kind: "first_event"; readonly id: string }
  | { readonly kind: "reset"; readonly token: string }
  | { readonly kind: "other_contact"; readonly visitor: string; readonly contact: string }
  | { readonly kind: "erased"; readonly visitor: string; readonly at: number };

/**
 * Ids that only a random generator makes: UUIDs and, as the snippet writes them, 128 bits in decimal. Others could be
 * shared by two browsers and must not lead to one visitor.
 */
const UNGUESSABLE = /^(?:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|\d{30,40})$/i;

const digitsOf = (seed: Seed, secrets: SiteSecrets): string => {
  switch (seed.kind) {
    case "first_event":
      return UNGUESSABLE.test(seed.id) ? keyedDigits(secrets.pepper, `first ${seed.id}`) : randomDigits();
    case "reset":
      return keyedDigits(secrets.pepper, `reset ${seed.token}`);
    case "other_contact":
      return keyedDigits(secrets.pepper, `other ${seed.visitor} ${seed.contact}`);
    case "erased":
      return keyedDigits(secrets.pepper, `erased ${seed.visitor} ${seed.at}`);
  }
};

const letterFor = (region: RequestRegion, snapshot: SiteSnapshot, env: Environment): RegionLetter =>
  env.REGION_HINTS === "on" ? regionLetter(region, snapshot.configuration.eu_jurisdiction) : "x";

/** A new visitor's id. The first one of a region is announced to the site, so that walks over all shards find it. */
export const mintVisitor = async (
  seed: Seed,
  region: RequestRegion,
  snapshot: SiteSnapshot,
  secrets: SiteSecrets,
  env: Environment,
): Promise<string> => {
  const letter = letterFor(region, snapshot, env);
  if (!snapshot.layout.letters.includes(letter)) {
    rememberSite(await siteObject(env, snapshot.id).useRegion(letter));
  }
  const digits = digitsOf(seed, secrets);
  return visitorId(letter, shardOf(digits, snapshot.layout.visitors), digits);
};
