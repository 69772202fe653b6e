import type {
  Ga4,
  GoogleConversions,
  MetaConversions,
  TiktokEvents,
} from "../../../schemas/destination-conversions.ts";
import type { DestinationSettings, OpenedDestination } from "../destination/destination-parts.ts";
import type { ConversionUse } from "./conversion-gate.ts";

export type ConversionKind = (MetaConversions | Ga4 | GoogleConversions | TiktokEvents)["kind"];

/** What a kind of platform uses purchases for. */
export const USES: Readonly<Record<ConversionKind, ConversionUse>> = {
  meta_conversions: "ads",
  google_conversions: "ads",
  tiktok_events: "ads",
  ga4: "analytics",
};

/** Whoever is told of purchases, as far as ordering needs to know. */
export interface ConversionDestination {
  readonly id: string;
  readonly kind: ConversionKind;
  readonly use: ConversionUse;
  /** Types of events that it is told of. */
  readonly types: readonly string[];
  /** Of GA4; empty for others. */
  readonly measurementId: string;
}

/** Whether a destination is told of purchases. */
export const isForConversions = <Destination extends DestinationSettings | OpenedDestination>(
  destination: Destination,
): destination is Extract<Destination, { readonly kind: ConversionKind }> =>
  Object.hasOwn(USES, destination.kind);

/** Those of a site's destinations that are told of purchases now. */
export const conversionDestinations = (
  destinations: readonly { readonly id: string; readonly settings: DestinationSettings }[],
): ConversionDestination[] =>
  destinations.flatMap(({ id, settings }) => {
    if (!isForConversions(settings) || settings.status === "paused") return [];
    const { kind, events: types } = settings;
    const measurementId = settings.kind === "ga4" ? settings.measurement_id : "";
    return [{ id, kind, use: USES[kind], types, measurementId }];
  });
