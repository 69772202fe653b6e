import { definitionsOf, type SiteSnapshot } from "../site-snapshot.ts";
import { audiencesNotifying } from "./notified-channels.ts";

/** Ids of whatever sends through a channel: as long as there is any, it stays, and stays of its medium. */
export const usesOfChannel = (channel: string, snapshot: SiteSnapshot): string[] =>
  audiencesNotifying(channel, definitionsOf(snapshot));
