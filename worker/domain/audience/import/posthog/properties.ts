import { countryByCode } from "../country-code.ts";
import { eventParameter } from "../event-parameter.ts";
import { languageTag } from "../language-tag.ts";
import type { EventTarget, ProfileTarget } from "../target.ts";

/**
 * PostHog's own properties of events. Source of the names: posthog/taxonomy/taxonomy.py in PostHog/posthog
 * (CORE_FILTER_DEFINITIONS_BY_GROUP).
 */
const EVENT_PROPERTIES: ReadonlyMap<string, EventTarget> = new Map<string, EventTarget>([
  ["$current_url", { prop: "page.url", kind: "text" }],
  ["$pathname", { prop: "page.path", kind: "text" }],
  ["$host", { prop: "page.host", kind: "text", isLowerCase: true }],
  ["$referrer", { prop: "page.referrer", kind: "text" }],
  ["title", { prop: "page.title", kind: "text" }],
]);

/** What an event has under a key; null where no event has it here. */
export const eventProperty = (key: string): EventTarget | null =>
  EVENT_PROPERTIES.get(key) ?? eventParameter(key);

const DEVICES: ReadonlyMap<string, string> = new Map([
  ["Desktop", "desktop"],
  ["Mobile", "mobile"],
  ["Tablet", "tablet"],
]);

const PROFILE_PROPERTIES: ReadonlyMap<string, ProfileTarget> = new Map<string, ProfileTarget>([
  ["$geoip_country_code", { profile: "country", kind: "text", vocabulary: countryByCode }],
  ["$device_type", { profile: "device", kind: "text", vocabulary: (name) => DEVICES.get(name) ?? null }],
  ["$browser_language", { profile: "language", kind: "text", vocabulary: languageTag }],
  ["utm_source", { profile: "last_source", kind: "text" }],
  ["utm_medium", { profile: "last_medium", kind: "text" }],
  ["utm_campaign", { profile: "last_campaign", kind: "text" }],
  ["$initial_utm_source", { profile: "first_source", kind: "text" }],
  ["$initial_utm_medium", { profile: "first_medium", kind: "text" }],
  ["$initial_utm_campaign", { profile: "first_campaign", kind: "text" }],
]);

/** What a profile has under a key, whether PostHog asks a person or an event for it. */
export const profileProperty = (key: string): ProfileTarget | null => PROFILE_PROPERTIES.get(key) ?? null;
