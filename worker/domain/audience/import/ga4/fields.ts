import { countryByCode, countryByName } from "../country-code.ts";
import { eventParameter, itemParameter } from "../event-parameter.ts";
import { languageTag } from "../language-tag.ts";
import type { EventTarget, ProfileTarget } from "../target.ts";

/**
 * GA4's names of dimensions of events and what they are here. Source of the names: the API schema of the Data API, which the
 * Admin API refers to (developers.google.com/analytics/devguides/reporting/data/v1/api-schema).
 */
const EVENT_FIELDS: ReadonlyMap<string, EventTarget> = new Map<string, EventTarget>([
  ["pageLocation", { prop: "page.url", kind: "text" }],
  ["page_location", { prop: "page.url", kind: "text" }],
  ["pagePath", { prop: "page.path", kind: "text" }],
  ["page_path", { prop: "page.path", kind: "text" }],
  ["pageTitle", { prop: "page.title", kind: "text" }],
  ["page_title", { prop: "page.title", kind: "text" }],
  ["pageReferrer", { prop: "page.referrer", kind: "text" }],
  ["page_referrer", { prop: "page.referrer", kind: "text" }],
  ["hostName", { prop: "page.host", kind: "text", isLowerCase: true }],
]);

const PARAMETER_OF_DIMENSION: Readonly<Record<string, string>> = {
  itemAffiliation: "affiliation",
  itemBrand: "item_brand",
  itemCategory: "item_category",
  itemCategory2: "item_category2",
  itemCategory3: "item_category3",
  itemCategory4: "item_category4",
  itemCategory5: "item_category5",
  itemId: "item_id",
  itemListId: "item_list_id",
  itemListName: "item_list_name",
  itemName: "item_name",
  itemVariant: "item_variant",
  contentId: "content_id",
  contentType: "content_type",
  currencyCode: "currency",
  eventValue: "value",
  method: "method",
  searchTerm: "search_term",
  shippingTier: "shipping_tier",
  transactionId: "transaction_id",
};

const parameterNamed = (name: string): EventTarget | null => itemParameter(name) ?? eventParameter(name);

const CUSTOM_PREFIX = "customEvent:";

/** A dimension of events, by the name that filters give it. */
export const eventDimension = (name: string): EventTarget | null => {
  if (name.startsWith(CUSTOM_PREFIX)) return eventParameter(name.slice(CUSTOM_PREFIX.length));
  const parameter = Object.hasOwn(PARAMETER_OF_DIMENSION, name) ? PARAMETER_OF_DIMENSION[name] : undefined;
  return EVENT_FIELDS.get(name) ?? (parameter === undefined ? null : parameterNamed(parameter));
};

/** A parameter of an event, by its own name or by that of its dimension. */
export const parameterOfEvent = (name: string): EventTarget | null =>
  eventDimension(name) ?? parameterNamed(name);

/** Mediums and sources that GA4 finds without campaign parameters, from the referrer or from nothing. */
const NOT_A_CAMPAIGN = /^(?:\(.*\)|organic|referral)$/i;
const campaign = { kind: "text", neverIs: NOT_A_CAMPAIGN } as const;

const deviceNamed = (name: string): string | null => {
  const device = name.toLowerCase();
  if (device === "smart tv") return "tv";
  return ["desktop", "mobile", "tablet"].includes(device) ? device : null;
};

const PROFILE_FIELDS: ReadonlyMap<string, ProfileTarget> = new Map<string, ProfileTarget>([
  ["country", { profile: "country", kind: "text", vocabulary: countryByName }],
  ["countryId", { profile: "country", kind: "text", vocabulary: countryByCode }],
  ["deviceCategory", { profile: "device", kind: "text", vocabulary: deviceNamed }],
  ["language", { profile: "language", kind: "text", vocabulary: languageTag }],
  ["languageCode", { profile: "language", kind: "text", vocabulary: languageTag }],
  ["firstUserSource", { profile: "first_source", ...campaign, isLasting: true }],
  ["firstUserMedium", { profile: "first_medium", ...campaign, isLasting: true }],
  ["firstUserCampaignName", { profile: "first_campaign", ...campaign, isLasting: true }],
  ["source", { profile: "last_source", ...campaign }],
  ["medium", { profile: "last_medium", ...campaign }],
  ["campaignName", { profile: "last_campaign", ...campaign }],
  ["sessionSource", { profile: "last_source", ...campaign }],
  ["sessionMedium", { profile: "last_medium", ...campaign }],
  ["sessionCampaignName", { profile: "last_campaign", ...campaign }],
]);

/** A dimension of people or of their sessions, as it is kept of a profile. */
export const profileDimension = (name: string): ProfileTarget | null => PROFILE_FIELDS.get(name) ?? null;
