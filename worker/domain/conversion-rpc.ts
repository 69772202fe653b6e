import type { ConversionCounts } from "./conversion/conversion-counts.ts";
import type { DestinationTrial } from "./destination/destination-trial.ts";
import type { ConversionOrder } from "./conversion/conversion-order.ts";

/** What the object that holds profiles does for destinations that are told of purchases. */
export interface ConversionShardRpc {
  /** Takes over an order whose profile moved here. Taking it again changes nothing while it waits. */
  takeConversion(order: ConversionOrder): Promise<void>;
  conversionCounts(destination: string): Promise<ConversionCounts>;
  /** Null where there is no destination of that id. */
  tryDestination(destination: string, siteVersion: number): Promise<DestinationTrial | null>;
}
