import { clock } from "../../configuration/clock.ts";
import type { ConversionCounts } from "../../domain/conversion/conversion-counts.ts";
import type { ConversionOrder } from "../../domain/conversion/conversion-order.ts";
import type { ConversionShardRpc } from "../../domain/conversion-rpc.ts";
import { destinationChannel } from "../../domain/destination/destination-parts.ts";
import type { DestinationTrial } from "../../domain/destination/destination-trial.ts";
import { DestinationShard } from "../destination-shard.ts";
import { stageOrder } from "./stage-conversions.ts";
import { tryDestination } from "../try-destination.ts";

/** The part of a shard that tells platforms of purchases. */
export abstract class ConversionShard extends DestinationShard implements ConversionShardRpc {
  async takeConversion(order: ConversionOrder): Promise<void> {
    await this.group.run(() => {
      if (!this.state.outbox.has(order.id, order.profile)) stageOrder(this.state, order, clock.now());
    });
  }

  async conversionCounts(destination: string): Promise<ConversionCounts> {
    const waiting = this.state.outbox.countFor(destinationChannel(destination));
    return { ...this.state.conversionResults.of(destination), waiting };
  }

  async tryDestination(destination: string, siteVersion: number): Promise<DestinationTrial | null> {
    const { snapshot } = await this.readSite(siteVersion);
    return tryDestination(this.env, snapshot, destination);
  }

  override async forgetDestination(destination: string): Promise<void> {
    await super.forgetDestination(destination);
    await this.group.run(() => this.state.conversionResults.forget(destination));
  }
}
