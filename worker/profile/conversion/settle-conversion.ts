import type { ConversionOrder } from "../../domain/conversion/conversion-order.ts";
import type { Done } from "../../outbox/drain.ts";
import type { ShardState } from "../shard-state.ts";

/** Counts what became of an order. One that moved on is counted where it went. */
export const settleConversion = (
  { conversionResults }: ShardState,
  { destination }: ConversionOrder,
  outcome: Done,
): void => {
  const result = outcome.kind === "delivered" ? "sent" : outcome.because;
  if (result !== undefined) conversionResults.add(destination, result);
};
