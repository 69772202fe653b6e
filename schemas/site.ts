import * as z from "zod";
import { GUARD_SETTINGS_DEFAULT, GuardSettings } from "./guards.ts";
import { REQUESTS_PER_MINUTE_DEFAULT, REQUESTS_PER_MINUTE_MAX } from "./limits-api.ts";
import { PRIVACY_SETTINGS_DEFAULT, PrivacySettings } from "./data-deletion.ts";
import { EXPORT_MIN_SIZE_DEFAULT, ORIGINS_PER_SITE_MAX, URL_MAX_LENGTH } from "./limits.ts";
import {
  MESSAGE_HTML_MAX_LENGTH,
  MESSAGE_TEXT_MAX_LENGTH,
  SUBJECT_MAX_LENGTH,
  TOPICS_PER_SITE_MAX,
} from "./limits-outreach.ts";
import { QUOTA_SETTINGS_DEFAULT, QuotaSettings } from "./quotas.ts";
import { COUNTRIES } from "./regions.ts";
import { Slug, text } from "./text.ts";
import { isTimeZone } from "./time-zone.ts";

const isOrigin = (value: string): boolean => {
  const match = /^https?:\/\/[a-z0-9.-]+(?::\d{1,5})?$/.exec(value);
  return match !== null;
};

const isAscending = (bounds: readonly number[]): boolean =>
  bounds.every((bound, index) => index === 0 || bound > (bounds[index - 1] ?? bound));

/** Where a score goes from 1 to 2, from 2 to 3, from 3 to 4 and from 4 to 5. */
const rising = z.array(z.number().min(0).max(1e12)).length(4).refine(isAscending, "in ascending order");
const RFM_DEFAULT = {
  recency_days: [30, 90, 180, 365],
  frequency: [2, 3, 5, 10],
  monetary: [50, 100, 250, 500],
};

/** What the profile properties of audience rules mean at this site. */
export const AudienceSettings = z.strictObject({
  /** A customer without an order for this long is `lapsed`. */
  lapsed_after_days: z.number().int().min(1).max(540).default(180),
  rfm: z
    .strictObject({
      /** Days since the last order below which the score is 5, 4, 3, 2; else 1. */
      recency_days: rising.default(RFM_DEFAULT.recency_days),
      /** Orders from which the score is 2, 3, 4, 5. */
      frequency: rising.default(RFM_DEFAULT.frequency),
      /** Value of all orders less refunds, in whole units of the currency, from which the score is 2, 3, 4, 5. */
      monetary: rising.default(RFM_DEFAULT.monetary),
    })
    .default(RFM_DEFAULT),
});
export type AudienceSettings = z.infer<typeof AudienceSettings>;

export const AUDIENCE_SETTINGS_DEFAULT: AudienceSettings = { lapsed_after_days: 180, rfm: RFM_DEFAULT };

/** How visitors are asked, and how the rules for it are changed. */
export const ConsentSettings = z.strictObject({
  /**
   * Whether the snippet brings a banner, shown where a region rule says to ask and no consent tool is on the page. Off for
   * sites with a banner of their own.
   */
  banner: z.boolean().default(true),
  /** Address of the site's privacy policy, for the banner and for the visitor's own page. */
  policy_url: z
    .url({ protocol: /^https?$/ })
    .max(URL_MAX_LENGTH)
    .nullable()
    .default(null),
  /**
   * What counts where a TC string does not say what the publisher itself may do: nothing (`deny`), the purposes that the
   * visitor consents to for vendors (`purposes`), or those if this vendor of the Global Vendor List has consent too.
   */
  tcf_fallback: z.union([z.enum(["deny", "purposes"]), z.number().int().min(1).max(65_535)]).default("deny"),
  /**
   * Google Consent Mode: whether the snippet hears the page's commands (`hear`), gives them, for sites whose visitors choose
   * with Halley (`set`), or neither (`ignore`).
   */
  google_consent_mode: z.enum(["hear", "set", "ignore"]).default("hear"),
  /** Whether a change of the region rules waits until a second key approves it. */
  approval: z.boolean().default(false),
});
export type ConsentSettings = z.infer<typeof ConsentSettings>;

export const CONSENT_SETTINGS_DEFAULT: ConsentSettings = {
  banner: true,
  policy_url: null,
  tcf_fallback: "deny",
  google_consent_mode: "hear",
  approval: false,
};

/** Who is one and the same, and how that is known. */
export const IdentitySettings = z.strictObject({
  /** Whether a typed address moves the visitor's history at once or after it was vouched for. */
  merge: z.enum(["on-claim", "on-verify"]).default("on-claim"),
  /**
   * Whose phone numbers those without a country code are, ISO 3166-1 alpha-2. Null refuses them: a guess could reach a
   * stranger.
   */
  phone_country: z
    .string()
    .refine((country) => COUNTRIES.has(country), "an ISO 3166-1 alpha-2 country")
    .nullable()
    .default(null),
  /**
   * Whether an address that was typed into a form has to be confirmed by a link before marketing is sent to it, and the
   * message that brings the link. Null sends at once.
   */
  double_opt_in: z
    .strictObject({
      /** Id of a channel of the site. */
      channel: Slug,
      /** Liquid templates; `{{ confirm_url }}` is the link. */
      subject: text(SUBJECT_MAX_LENGTH).min(1),
      html: text(MESSAGE_HTML_MAX_LENGTH).min(1),
      /** Made from `html` where it is left out. */
      text: text(MESSAGE_TEXT_MAX_LENGTH).min(1).optional(),
    })
    .nullable()
    .default(null),
});
export type IdentitySettings = z.infer<typeof IdentitySettings>;

export const IDENTITY_SETTINGS_DEFAULT: IdentitySettings = {
  merge: "on-claim",
  phone_country: null,
  double_opt_in: null,
};

/** How contacts are written to. */
export const MessagingSettings = z.strictObject({
  /** Where links in messages lead: an origin that serves `/h/{site}`. Null is the first of `origins`. */
  base_url: z.string().max(255).refine(isOrigin, "an origin").nullable().default(null),
  /** Postal address of the sender, for templates: many laws ask for it. */
  postal_address: text(500).default(""),
  /** What messages can be about, for the preference page. */
  topics: z
    .array(z.strictObject({ id: Slug, name: text(100).min(1) }))
    .max(TOPICS_PER_SITE_MAX)
    .refine((topics) => new Set(topics.map(({ id }) => id)).size === topics.length, "each id once")
    .default([]),
});
export type MessagingSettings = z.infer<typeof MessagingSettings>;

export const MESSAGING_SETTINGS_DEFAULT: MessagingSettings = {
  base_url: null,
  postal_address: "",
  topics: [],
};

/** How the site's keys are used. */
export const ApiSettings = z.strictObject({
  /** Requests of one key; more are refused with 429. Each isolate counts for itself. */
  requests_per_minute: z
    .number()
    .int()
    .min(1)
    .max(REQUESTS_PER_MINUTE_MAX)
    .default(REQUESTS_PER_MINUTE_DEFAULT),
});
export type ApiSettings = z.infer<typeof ApiSettings>;

export const API_SETTINGS_DEFAULT: ApiSettings = { requests_per_minute: REQUESTS_PER_MINUTE_DEFAULT };

/** Body of `PUT /v1/sites/{site}`. */
export const SiteConfiguration = z.strictObject({
  name: text(100).min(1),
  /** Origins whose pages may send events: `https://shop.example`. */
  origins: z.array(z.string().max(255).refine(isOrigin, "an origin")).max(ORIGINS_PER_SITE_MAX),
  timezone: z.string().max(64).refine(isTimeZone, "an IANA time zone"),
  /** ISO 4217: of events that name none. */
  currency: z.string().regex(/^[A-Z]{3}$/),
  exports: z
    .strictObject({
      /** Audiences with fewer members are not exported. */
      min_size: z.number().int().min(1).max(1_000_000).default(EXPORT_MIN_SIZE_DEFAULT),
    })
    .default({ min_size: EXPORT_MIN_SIZE_DEFAULT }),
  identity: IdentitySettings.default(IDENTITY_SETTINGS_DEFAULT),
  collect: z
    .strictObject({
      /** Who may report purchases and refunds: the page, or only the shop's server. */
      purchases: z.enum(["browser", "server"]).default("browser"),
    })
    .default({ purchases: "browser" }),
  audiences: AudienceSettings.default(AUDIENCE_SETTINGS_DEFAULT),
  consent: ConsentSettings.default(CONSENT_SETTINGS_DEFAULT),
  messaging: MessagingSettings.default(MESSAGING_SETTINGS_DEFAULT),
  api: ApiSettings.default(API_SETTINGS_DEFAULT),
  privacy: PrivacySettings.default(PRIVACY_SETTINGS_DEFAULT),
  guards: GuardSettings.default(GUARD_SETTINGS_DEFAULT),
  quotas: QuotaSettings.default(QUOTA_SETTINGS_DEFAULT),
  /** Keep visitors of the European Union in objects under EU jurisdiction, where the runtime has one. */
  eu_jurisdiction: z.boolean().default(false),
});
export type SiteConfiguration = z.infer<typeof SiteConfiguration>;

export const Scope = z.enum(["ingest", "decide", "read", "write", "export", "consent", "privacy", "admin"]);
export type Scope = z.infer<typeof Scope>;

/** Body of `POST /v1/clock`, present only under the manual clock. */
export const ClockRequest = z.union([
  z.strictObject({ now: z.number().int().min(0).max(9_999_999_999_999) }),
  z.strictObject({ advance: z.number().int().min(0).max(9_999_999_999_999) }),
]);
