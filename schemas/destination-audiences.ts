import * as z from "zod";
import { ChannelUrl, WebhookSecret } from "./channel.ts";
import {
  common,
  googleAccounts,
  MetaVersion,
  platform,
  PlatformId,
  PlatformNumber,
  PlatformToken,
  serviceAccount,
} from "./destination-common.ts";
import { DESTINATION_AUDIENCES_MAX } from "./limits-destination.ts";
import { Slug } from "./text.ts";

/** Ids of audiences whose members are on the destination's list: whoever is in one of them. */
const audiences = z
  .array(Slug)
  .max(DESTINATION_AUDIENCES_MAX)
  .refine((ids) => new Set(ids).size === ids.length, "each audience once");

/** A user list by the Data Manager API. https://developers.google.com/data-manager/api */
export const GoogleDataManager = z.strictObject({
  kind: z.literal("google_data_manager"),
  audiences,
  ...googleAccounts,
  user_list_id: PlatformNumber,
  ...serviceAccount,
  ...platform,
});

/** https://developers.facebook.com/docs/marketing-api/audiences/guides/custom-audiences */
export const MetaCustomAudience = z.strictObject({
  kind: z.literal("meta_custom_audience"),
  audiences,
  audience_id: PlatformNumber,
  access_token: PlatformToken,
  api_version: MetaVersion.default("v25.0"),
  ...platform,
});

/** An audience that was made by `segment/audience`. */
export const TiktokAudience = z.strictObject({
  kind: z.literal("tiktok_audience"),
  audiences,
  advertiser_id: PlatformNumber,
  audience_id: PlatformNumber,
  access_token: PlatformToken,
  ...platform,
});

/** A DMP segment of type `USER`. */
export const LinkedinAudience = z.strictObject({
  kind: z.literal("linkedin_audience"),
  audiences,
  segment_id: PlatformId,
  access_token: PlatformToken,
  /** `LinkedIn-Version`: year and month. */
  api_version: z
    .string()
    .regex(/^20\d{4}$/)
    .default("202603"),
  ...platform,
});

/** Any server: batches of additions and removals, signed as Standard Webhooks says. */
export const WebhookAudience = z.strictObject({
  kind: z.literal("webhook"),
  audiences,
  url: ChannelUrl,
  secret: WebhookSecret,
  ...common,
});
