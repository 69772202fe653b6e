import { destinationChannel } from "../domain/destination/destination-parts.ts";
import type { Matched, PushState } from "../domain/destination/push-state.ts";
import type { DestinationShardRpc } from "../domain/destination-rpc.ts";
import { PrivacyShard } from "./privacy-shard.ts";

/** The part of a shard that keeps lists of destinations. */
export abstract class DestinationShard extends PrivacyShard implements DestinationShardRpc {
  async followDestinations(siteVersion: number): Promise<void> {
    await this.pushes.follow(await this.readSite(siteVersion));
  }

  async forgetDestination(destination: string): Promise<void> {
    await this.pushes.forget(destination);
    await this.outbox.forget(destinationChannel(destination));
  }

  async pushStates(): Promise<PushState[]> {
    return this.pushes.states();
  }

  async pushSize(destination: string, siteVersion: number): Promise<number> {
    return this.pushes.size(await this.readSite(siteVersion), destination);
  }

  async matched(destination: string, siteVersion: number): Promise<Matched | null> {
    return this.pushes.matched(await this.readSite(siteVersion), destination);
  }
}
