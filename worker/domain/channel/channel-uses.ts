import { definitionsOf, type SiteSnapshot } from "../site-snapshot.ts";
import { channelsIn } from "../journey/journey-faults.ts";
import { audiencesNotifying } from "./notified-channels.ts";

/** Ids of whatever sends through a channel: as long as there is any, it stays, and stays of its medium. */
export const usesOfChannel = (channel: string, snapshot: SiteSnapshot): string[] => [
  ...audiencesNotifying(channel, definitionsOf(snapshot)),
  ...snapshot.journeys.flatMap(({ id, definition }) =>
    channelsIn(definition).includes(channel) ? [id] : [],
  ),
  ...(snapshot.configuration.identity.double_opt_in?.channel === channel ? ["double_opt_in"] : []),
];
