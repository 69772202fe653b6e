import type { AdChannel, Exposure, ReportKind } from "./exposure.ts";
import { EMPTY_LEDGER, type FoldedExposures, type Ledger, type Place } from "./ledger.ts";

type ExposureRow = [
  id: string,
  campaign: string,
  creative: string,
  placement: string,
  channel: AdChannel,
  reservedAt: number,
  expiresAt: number,
  renderedAt: number | null,
  viewableAt: number | null,
  clickedAt: number | null,
  isGhost: 0 | 1,
  probability?: number | null,
  reports?: readonly ReportKind[],
];

/** The stored form: arrays, because the names of the fields would be half of the bytes. */
export type LedgerRow = [
  exposures: ExposureRow[],
  folded: Record<string, FoldedExposures>,
  places: Record<string, Place>,
  newestAt: number,
];

/** What few exposures have, at the end, as far as this one has it. */
const rareOf = ({
  probability,
  reports,
}: Exposure): [] | [number | null] | [number | null, readonly ReportKind[]] => {
  if (reports !== undefined) return [probability, reports];
  return probability === null ? [] : [probability];
};

/** Null stands for a ledger without anything in it. */
export const encodeLedger = (ledger: Ledger): LedgerRow | null => {
  if (ledger === EMPTY_LEDGER) return null;
  const exposures = ledger.exposures.map((exposure): ExposureRow => [
    exposure.id,
    exposure.campaign,
    exposure.creative,
    exposure.placement,
    exposure.channel,
    exposure.reservedAt,
    exposure.expiresAt,
    exposure.renderedAt,
    exposure.viewableAt,
    exposure.clickedAt,
    exposure.isGhost ? 1 : 0,
    ...rareOf(exposure),
  ]);
  return [exposures, ledger.folded, ledger.places, ledger.newestAt];
};

export const decodeLedger = (row: LedgerRow | null): Ledger => {
  if (row === null) return EMPTY_LEDGER;
  const [rows, folded, places, newestAt] = row;
  const exposures = rows.map(
    ([
      id,
      campaign,
      creative,
      placement,
      channel,
      reservedAt,
      expiresAt,
      renderedAt,
      viewableAt,
      clickedAt,
      isGhost,
      probability = null,
      reports,
    ]): Exposure => ({
      id,
      campaign,
      creative,
      placement,
      channel,
      reservedAt,
      expiresAt,
      renderedAt,
      viewableAt,
      clickedAt,
      isGhost: isGhost === 1,
      probability,
      ...(reports === undefined ? {} : { reports }),
    }),
  );
  return { exposures, folded, places, newestAt };
};

/**
 * Ledgers as text, so that a beacon does not pay again for what campaigns showed. Ledgers are immutable and live as long as
 * the profile is cached.
 */
const texts = new WeakMap<Ledger, string>();

/** Empty for a ledger without anything in it. */
export const ledgerText = (ledger: Ledger): string => {
  if (ledger === EMPTY_LEDGER) return "";
  let text = texts.get(ledger);
  if (text === undefined) {
    text = JSON.stringify(encodeLedger(ledger));
    texts.set(ledger, text);
  }
  return text;
};

export const ledgerOfText = (text: string): Ledger => {
  if (text === "") return EMPTY_LEDGER;
  const ledger = decodeLedger(JSON.parse(text) as LedgerRow | null);
  texts.set(ledger, text);
  return ledger;
};
