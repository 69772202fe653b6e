import type { Matched, PushState } from "./destination/push-state.ts";

/** What the object that holds profiles does for destinations. */
export interface DestinationShardRpc {
  /** Takes up destinations as they are saved: whom to bring and whom to take off is looked at from now on. */
  followDestinations(siteVersion: number): Promise<void>;
  /** Drops what waits for a destination, and what is known of its list. */
  forgetDestination(destination: string): Promise<void>;
  /** How destinations that audiences are pushed to stand in this shard. */
  pushStates(): Promise<readonly PushState[]>;
  /** How many members this shard has for a destination, all of them looked at. */
  pushSize(destination: string, siteVersion: number): Promise<number>;
  /** Asks the platform how many people it found again; null where it does not say. */
  matched(destination: string, siteVersion: number): Promise<Matched | null>;
}
