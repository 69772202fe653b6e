import { reportOfJourney } from "../../../domain/journey/journey-report.ts";
import { type HttpContext, openSiteWithKey } from "../../context.ts";
import { askEveryShard } from "../../shards/every-shard.ts";
import { findJourney } from "./journeys.ts";

/** `GET /journeys/{id}/report`: who came, left and is under way, and how each message does. Counts that name nobody. */
export const reportJourney = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "read");
  const journey = findJourney(snapshot, c.req.param("id") ?? "");
  const progress = await askEveryShard(c.env, snapshot, (shard) => shard.journeyProgress(journey.id));
  return c.json(reportOfJourney(journey, progress));
};
