import type { ConversionCounts } from "./conversion/conversion-counts.ts";
import type { ConversionOrder } from "./conversion/conversion-order.ts";

/** What a platform said to a conversion that never happened. */
export interface ConversionTrial {
  readonly outcome: "delivered" | "refused" | "failed";
  /** A stable code: `meta_190`; null where it was taken. */
  readonly reason: string | null;
}

/** What the object that holds profiles does for destinations that are told of purchases. */
export interface ConversionShardRpc {
  /** Takes over an order whose profile moved here. Taking it again changes nothing while it waits. */
  takeConversion(order: ConversionOrder): Promise<void>;
  conversionCounts(destination: string): Promise<ConversionCounts>;
  /** Null where no destination of that id is told of purchases. */
  tryConversion(destination: string, siteVersion: number): Promise<ConversionTrial | null>;
}
