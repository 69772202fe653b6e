import type { BotMark } from "../../schemas/bot.ts";
import type { CollectOutcome, Found, ProfileBatch } from "./rpc.ts";

/** The visitor's pages send too much: nothing was stored. */
export interface Limited {
  readonly kind: "limited";
  /** Whole seconds after which it goes on. */
  readonly retryAfterS: number;
}

/** Profiles of one page, and how many of them are held for bots'. */
export interface ProfileTally {
  readonly profiles: number;
  readonly bots: number;
  /** Where the next page starts; null at the end. */
  readonly next: string | null;
}

/** What guards a shard against floods and bots. */
export interface GuardShardRpc {
  /** Collects one beacon of a visitor's page, which is held to what one visitor may send. */
  collectBeacon(batch: ProfileBatch, siteVersion: number): Promise<CollectOutcome | Limited>;
  /** Says whether a profile is a bot's, whatever its browser says. */
  markBot(
    profile: string,
    mark: Extract<BotMark, "operator" | "cleared">,
    siteVersion: number,
  ): Promise<Found<BotMark>>;
  /** Counts the profiles after an id. */
  tally(after: string, limit: number): Promise<ProfileTally>;
}
