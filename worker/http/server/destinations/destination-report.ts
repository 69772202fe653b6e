import { isForConversions } from "../../../domain/conversion/conversion-destination.ts";
import { totalConversions } from "../../../domain/conversion/conversion-counts.ts";
import { isForAudiences } from "../../../domain/destination/destination-parts.ts";
import { reportOf } from "../../../domain/destination/push-state.ts";
import type { SiteSnapshot } from "../../../domain/site-snapshot.ts";
import { type HttpContext, openSiteWithKey } from "../../context.ts";
import { anyContactShard, askEveryShard } from "../../shards/every-shard.ts";
import { Refusal } from "../../refusal.ts";
import { pushStatesOf } from "./destinations.ts";
import { findDestination } from "./find-destination.ts";

const reportConversions = async (c: HttpContext, snapshot: SiteSnapshot, id: string): Promise<Response> => {
  const counts = await askEveryShard(c.env, snapshot, (shard) => shard.conversionCounts(id));
  return c.json({ destination: id, conversions: totalConversions(counts) });
};

/**
 * `GET /destinations/{id}/report`: whom we have, whom the platform took, and how many it found again; of one that is told
 * of purchases, what became of them.
 */
export const reportDestination = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "read");
  const { id, settings } = findDestination(snapshot, c.req.param("id") ?? "");
  if (isForConversions(settings)) return reportConversions(c, snapshot, id);
  if (!isForAudiences(settings)) throw new Refusal("destination_unknown");
  const [states, matched] = await Promise.all([
    pushStatesOf(c, snapshot),
    anyContactShard(c.env, snapshot).matched(id, snapshot.version),
  ]);
  return c.json({ destination: id, ...reportOf(states.get(id) ?? [], settings), matched });
};
