import type { Exposure, ReportKind } from "../campaign/exposure.ts";
import type { Ledger } from "../campaign/ledger.ts";
import { journeyNamed } from "../journey/message-order.ts";
import type { MessageRef } from "./message-ref.ts";

/** A message that something new was reported of. */
export interface HeardReport {
  readonly ledger: Ledger;
  readonly of: Pick<MessageRef, "journey" | "step">;
}

const isNews = ({ reports = [] }: Exposure, kind: ReportKind): boolean => !reports.includes(kind);

/**
 * Notes in the ledger what a provider says of a message of a journey. Null where that was said before, or where the ledger
 * does not know the message, so that nobody can tell what it belongs to or whether it was counted.
 */
export const hearReport = (ledger: Ledger, message: string | null, kind: ReportKind): HeardReport | null => {
  const index = ledger.exposures.findIndex(({ id }) => id === message);
  const exposure = ledger.exposures[index];
  const journey = exposure === undefined ? null : journeyNamed(exposure.campaign);
  if (exposure === undefined || journey === null || !isNews(exposure, kind)) return null;
  const reported = { ...exposure, reports: [...(exposure.reports ?? []), kind] };
  return {
    ledger: { ...ledger, exposures: ledger.exposures.with(index, reported) },
    of: { journey, step: exposure.creative },
  };
};
