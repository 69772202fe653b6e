import type { Ga4Filter } from "../../../../../schemas/import/ga4.ts";
import { allPresent } from "../combine-rules.ts";
import type { Place } from "../place.ts";
import { filterField } from "./value-tests.ts";

/**
 * Events that GA4 makes itself and no site may send: here they never come, and `ad_click` is something else. Source:
 * support.google.com/analytics/answer/13316687 (reserved event names).
 */
const MADE_BY_GA4 = new Set([
  "ad_activeview",
  "ad_click",
  "ad_exposure",
  "ad_impression",
  "ad_query",
  "ad_reward",
  "adunit_exposure",
  "app_clear_data",
  "app_exception",
  "app_remove",
  "app_store_refund",
  "app_store_subscription_cancel",
  "app_store_subscription_convert",
  "app_store_subscription_renew",
  "app_update",
  "app_upgrade",
  "dynamic_link_app_open",
  "dynamic_link_app_update",
  "dynamic_link_first_open",
  "error",
  "first_open",
  "first_visit",
  "in_app_purchase",
  "notification_dismiss",
  "notification_foreground",
  "notification_open",
  "notification_receive",
  "os_update",
  "session_start",
  "user_engagement",
]);

const NAME = /^[a-zA-Z][a-zA-Z0-9_]{0,39}$/;

/** A name that events can have here; null where it was refused. */
export const eventNamed = (name: string, place: Place): string | null => {
  if (MADE_BY_GA4.has(name)) return place.refuse("is an event that only GA4 makes");
  return NAME.test(name) ? name : place.refuse("is not a name that events can have");
};

/**
 * The names that a filter on `eventName` lets pass. Names are identifiers in both systems, so `caseSensitive` says nothing
 * about them.
 */
export const eventNamesIn = (filter: Ga4Filter, place: Place): string[] | null => {
  const field = filterField(filter, place);
  if (field === null) return null;
  const { stringFilter, inListFilter } = filter;
  if (inListFilter)
    return allPresent(
      inListFilter.values.map((name, index) => eventNamed(name, place.at("inListFilter", "values", index))),
    );
  if (!stringFilter) return place.at(field).refuse("compares text as if it were a number");
  if (stringFilter.matchType !== "EXACT")
    return place.at("stringFilter", "matchType").refuse("compares part of an event's name");
  return allPresent([eventNamed(stringFilter.value, place.at("stringFilter", "value"))]);
};
