import * as z from "zod";
import {
  googleAccounts,
  MetaVersion,
  platform,
  PlatformId,
  PlatformNumber,
  PlatformToken,
  serviceAccount,
} from "./destination-common.ts";

/** Types of events that are forwarded. */
const purchases = z.tuple([z.literal("purchase")]).default(["purchase"]);

/** What a platform's page for trying events shows beside its field; events that carry it count nowhere. */
const TestEventCode = z.string().regex(/^[0-9A-Za-z_-]{1,64}$/);

/** https://developers.facebook.com/docs/marketing-api/conversions-api */
export const MetaConversions = z.strictObject({
  kind: z.literal("meta_conversions"),
  events: purchases,
  pixel_id: PlatformNumber,
  access_token: PlatformToken,
  version: MetaVersion.default("v25.0"),
  test_event_code: TestEventCode.optional(),
  /** `["LDU"]`: Limited Data Use for whoever may be in the United States. */
  data_processing_options: z.array(z.literal("LDU")).max(1).default([]),
  ...platform,
});
export type MetaConversions = z.infer<typeof MetaConversions>;

/** The Measurement Protocol. https://developers.google.com/analytics/devguides/collection/protocol/ga4 */
export const Ga4 = z.strictObject({
  kind: z.literal("ga4"),
  events: z
    .array(z.enum(["purchase", "refund"]))
    .min(1)
    .refine((types) => new Set(types).size === types.length, "each type once")
    .default(["purchase"]),
  measurement_id: z.string().regex(/^G-[0-9A-Z]{4,20}$/),
  api_secret: PlatformToken,
  /** Where Google takes the events in. */
  region: z.enum(["eu", "global"]).default("global"),
  ...platform,
});
export type Ga4 = z.infer<typeof Ga4>;

/** Enhanced conversions by the Data Manager API. https://developers.google.com/data-manager/api/devguides/events */
export const GoogleConversions = z.strictObject({
  kind: z.literal("google_conversions"),
  events: purchases,
  ...googleAccounts,
  conversion_action_id: PlatformNumber,
  ...serviceAccount,
  ...platform,
});
export type GoogleConversions = z.infer<typeof GoogleConversions>;

/** Events API 2.0. https://business-api.tiktok.com/portal/docs?id=1771101276978178 */
export const TiktokEvents = z.strictObject({
  kind: z.literal("tiktok_events"),
  events: purchases,
  /** The pixel's code. */
  event_source_id: PlatformId,
  access_token: PlatformToken,
  test_event_code: TestEventCode.optional(),
  ...platform,
});
export type TiktokEvents = z.infer<typeof TiktokEvents>;
