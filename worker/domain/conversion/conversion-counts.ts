/** What became of an order. `cancelled`: consent was withdrawn before it left; `unmatched`: it tells the platform nobody. */
export type ConversionResult = "sent" | "failed" | "cancelled" | "unmatched";

/** What became of the purchases that one destination is told of. */
export interface ConversionCounts extends Readonly<Record<ConversionResult, number>> {
  readonly waiting: number;
}

const NO_CONVERSIONS: ConversionCounts = {
  sent: 0,
  failed: 0,
  cancelled: 0,
  unmatched: 0,
  waiting: 0,
};

/** Over all shards. */
export const totalConversions = (counts: readonly ConversionCounts[]): ConversionCounts =>
  counts.reduce(
    (total, one) => ({
      sent: total.sent + one.sent,
      failed: total.failed + one.failed,
      cancelled: total.cancelled + one.cancelled,
      unmatched: total.unmatched + one.unmatched,
      waiting: total.waiting + one.waiting,
    }),
    NO_CONVERSIONS,
  );
