import * as z from "zod";
import { COOKIE_DAYS_MAX, REGION_RULES_MAX } from "./limits.ts";
import { REGION_GROUPS, type RegionGroup } from "./regions.ts";
import { EpochMs } from "./text.ts";

/** Google Consent Mode v2's four, and one per message channel. */
export const Purpose = z.enum([
  "analytics_storage",
  "ad_storage",
  "ad_user_data",
  "ad_personalization",
  "email_marketing",
  "sms_marketing",
  "push_marketing",
]);
export type Purpose = z.infer<typeof Purpose>;

export const ConsentState = z.enum(["granted", "denied"]);
export type ConsentState = z.infer<typeof ConsentState>;

/** The explicit choices that apply to a batch; a purpose left out is unset, a purpose of others is ignored. */
export const ConsentStamp = z.object({
  analytics_storage: ConsentState.optional(),
  ad_storage: ConsentState.optional(),
  ad_user_data: ConsentState.optional(),
  ad_personalization: ConsentState.optional(),
  email_marketing: ConsentState.optional(),
  sms_marketing: ConsentState.optional(),
  push_marketing: ConsentState.optional(),
});
export type ConsentStamp = z.infer<typeof ConsentStamp>;

/** Where a choice was made; `page` is the visitor's own page, `GET /h/{site}/p`; `google` is Consent Mode. */
export const ConsentSource = z.enum(["banner", "page", "tcf", "gpp", "google", "gpc", "api", "operator"]);
export type ConsentSource = z.infer<typeof ConsentSource>;

export const ConsentMode = z.enum(["opt-in", "opt-out", "off"]);
export type ConsentMode = z.infer<typeof ConsentMode>;

/** A country, or one of its subdivisions, by its form alone. */
export const Place = z.string().regex(/^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/);

/**
 * `*`, a group (`EEA`, `EU`, `UK`), an ISO 3166-1 alpha-2 country, or an ISO 3166-2 subdivision such as `US-CA`. The form
 * alone: whether there is such a country is for `ruleFaults` to say.
 */
export const Region = z.union([
  z.literal("*"),
  z.enum(Object.keys(REGION_GROUPS) as [RegionGroup, ...RegionGroup[]]),
  Place,
]);

/** What holds for the visitors of one region until they choose. */
export const RegionRule = z.strictObject({
  region: Region,
  /**
   * `opt-in`: unset is denied. `opt-out`: unset is granted. `off`: nobody is asked, and unset is granted. The three
   * messaging purposes are denied while unset in every mode, unless `purposes` says otherwise.
   */
  mode: ConsentMode,
  /** Whether Global Privacy Control denies the three ad purposes. */
  gpc: z.enum(["honour", "ignore"]).default("honour"),
  /** What unset means for single purposes, against the mode. */
  purposes: z.partialRecord(Purpose, ConsentState).default({}),
  /** Life of the visitor cookie. */
  cookie_days: z.number().int().min(1).max(COOKIE_DAYS_MAX).default(COOKIE_DAYS_MAX),
  /** After a refusal nobody is asked again for so long. */
  reask_days: z.number().int().min(1).max(1_000).default(180),
  /** Events, and profiles that nothing happens to any more, are deleted when they are so old. */
  retention_days: z.number().int().min(1).max(1_000).default(400),
  /** Epoch milliseconds; null is at once. */
  effective_at: EpochMs.nullable().default(null),
});
export type RegionRule = z.infer<typeof RegionRule>;

export const RegionRules = z.strictObject({ rules: z.array(RegionRule).min(1).max(REGION_RULES_MAX) });
export type RegionRules = z.infer<typeof RegionRules>;

/** Where a request came from, as far as the edge can tell. */
export interface RequestRegion {
  /** ISO 3166-1 alpha-2, or null where unknown. */
  readonly country: string | null;
  /** ISO 3166-2 subdivision without the country, or null where unknown. */
  readonly subdivision: string | null;
}
