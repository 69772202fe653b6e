import { type Granted, mayLeaveForAds } from "../consent/effective.ts";
import { COLLECTED_FOR_ADS, COLLECTED_FOR_ANALYTICS, type StoredEvent } from "../profile-state.ts";

/** What a platform uses events for. */
export type ConversionUse = "ads" | "analytics";

/** Whether consent lets any event leave for a use. */
export const mayForward = (use: ConversionUse, granted: Granted): boolean =>
  use === "analytics" ? granted.analytics_storage : granted.ad_storage && mayLeaveForAds(granted);

/** Whether an event was collected for a use. */
export const isCollectedFor = (use: ConversionUse, { collectedFor }: StoredEvent): boolean =>
  (collectedFor & (use === "analytics" ? COLLECTED_FOR_ANALYTICS : COLLECTED_FOR_ADS)) !== 0;
