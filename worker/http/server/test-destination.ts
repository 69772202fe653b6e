import { shardObject } from "../../configuration/objects.ts";
import { isForConversions } from "../../domain/conversion/conversion-destination.ts";
import { type HttpContext, openSiteWithKey } from "../context.ts";
import { Refusal } from "../refusal.ts";
import { findDestination } from "./find-destination.ts";

/** Any shard of contacts may ask the platform. */
const ANY_CONTACTS = { kind: "contact", letter: null, shard: 0 } as const;

/**
 * `POST /destinations/{id}/test`: what the platform says to a purchase that nobody made, where it counts for nothing. Only
 * its codes are repeated.
 */
export const testDestination = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "write");
  const { id, settings } = findDestination(snapshot, c.req.param("id") ?? "");
  if (!isForConversions(settings)) throw new Refusal("destination_unknown");
  const shard = shardObject(c.env, snapshot.id, ANY_CONTACTS);
  const trial = await shard.tryConversion(id, snapshot.version);
  if (trial === null) throw new Refusal("destination_unknown");
  return c.json(trial);
};
