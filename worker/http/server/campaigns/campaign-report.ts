import { DAY_MS } from "../../../../schemas/limits.ts";
import { reportOf } from "../../../domain/campaign/fatigue.ts";
import { type HttpContext, openSiteWithKey } from "../../context.ts";
import { askEveryShard } from "../../shards/every-shard.ts";
import { findCampaign } from "./campaigns.ts";

/** `GET /campaigns/{id}/report`: how each creative does, and whether it tires. Counts that name nobody. */
export const reportCampaign = async (c: HttpContext): Promise<Response> => {
  const { snapshot, now } = await openSiteWithKey(c, "read");
  const { id, version, definition } = findCampaign(snapshot, c.req.param("id") ?? "");
  const results = (await askEveryShard(c.env, snapshot, (shard) => shard.creativeResults(id))).flat();
  const today = Math.floor(now / DAY_MS);
  const creatives = definition.creatives.map(({ id: creative, review_by }) => ({
    id: creative,
    ...reportOf(
      results.filter((row) => row.creative === creative),
      today,
    ),
    review_by,
    is_review_due: review_by !== null && review_by <= now,
  }));
  return c.json({ id, version, creatives });
};
