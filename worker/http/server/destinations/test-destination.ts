import { type HttpContext, openSiteWithKey } from "../../context.ts";
import { anyContactShard } from "../../shards/every-shard.ts";
import { Refusal } from "../../refusal.ts";
import { findDestination } from "./find-destination.ts";

/**
 * `POST /destinations/{id}/test`: whether the platform knows the credentials and the list, or what it says to a purchase
 * that nobody made. Nothing counts there, and only its codes are repeated.
 */
export const testDestination = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "write");
  const { id } = findDestination(snapshot, c.req.param("id") ?? "");
  const shard = anyContactShard(c.env, snapshot);
  const trial = await shard.tryDestination(id, snapshot.version);
  if (trial === null) throw new Refusal("destination_unknown");
  return c.json(trial);
};
