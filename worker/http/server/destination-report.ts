import { shardObject } from "../../configuration/objects.ts";
import { isForAudiences } from "../../domain/destination/destination-parts.ts";
import { reportOf } from "../../domain/destination/push-state.ts";
import { type HttpContext, openSiteWithKey } from "../context.ts";
import { Refusal } from "../refusal.ts";
import { pushStatesOf } from "./destinations.ts";
import { findDestination } from "./find-destination.ts";

/** Any shard of contacts may ask the platform. */
const ANY_CONTACTS = { kind: "contact", letter: null, shard: 0 } as const;

/** `GET /destinations/{id}/report`: whom we have, whom the platform took, and how many it found again. */
export const reportDestination = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "read");
  const { id, settings } = findDestination(snapshot, c.req.param("id") ?? "");
  if (!isForAudiences(settings)) throw new Refusal("destination_unknown");
  const [states, matched] = await Promise.all([
    pushStatesOf(c, snapshot),
    shardObject(c.env, snapshot.id, ANY_CONTACTS).matched(id, snapshot.version),
  ]);
  return c.json({ destination: id, ...reportOf(states.get(id) ?? [], settings), matched });
};
