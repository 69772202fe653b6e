import * as z from "zod";
import {
  GoogleDataManager,
  LinkedinAudience,
  MetaCustomAudience,
  TiktokAudience,
  WebhookAudience,
} from "./destination-audiences.ts";
import { Ga4, GoogleConversions, MetaConversions, TiktokEvents } from "./destination-conversions.ts";

/** Body of `PUT /destinations/{id}`: where a site's audiences are pushed to, or its purchases are told. */
export const DestinationConfiguration = z.discriminatedUnion("kind", [
  GoogleDataManager,
  MetaCustomAudience,
  TiktokAudience,
  LinkedinAudience,
  WebhookAudience,
  MetaConversions,
  Ga4,
  GoogleConversions,
  TiktokEvents,
]);
export type DestinationConfiguration = z.infer<typeof DestinationConfiguration>;
export type DestinationKind = DestinationConfiguration["kind"];

/** Kinds that audiences are pushed to. */
export const AUDIENCE_KINDS = [
  "google_data_manager",
  "meta_custom_audience",
  "tiktok_audience",
  "linkedin_audience",
  "webhook",
] as const satisfies readonly DestinationKind[];
export type AudienceKind = (typeof AUDIENCE_KINDS)[number];

/** Fields that no answer shows, and the field without which each means nothing. */
export const DESTINATION_SECRETS = {
  access_token: null,
  api_secret: null,
  private_key: "client_email",
  secret: null,
} as const;
export type DestinationSecret = keyof typeof DESTINATION_SECRETS;
