import { META_EVENT_AGE_MAX_MS } from "../../../schemas/limits-conversion.ts";
import type { MetaConversions } from "../../../schemas/destination-conversions.ts";
import type { RequestRegion } from "../../../schemas/consent.ts";
import { withoutClickIds } from "../consent/click-ids.ts";
import { amountOf } from "./amount.ts";
import type { ClickId } from "./click-ids-at.ts";
import {
  type Conversion,
  EVENT_TOO_OLD,
  orderIdOf,
  sharedIdOf,
  VALUE_MISSING,
  type Written,
} from "./conversion.ts";
import { orderLines } from "./order-lines.ts";
import { present } from "./present.ts";

const COUNTRY_US = 1;
const STATE_CALIFORNIA = 1000;
const META_DECIDES = 0;

/**
 * Limited Data Use where the site asks for it, for whoever may be in the United States. California is the one state whose
 * number every edition of the page gives; for others Meta decides by what it knows.
 * Source: developers.facebook.com/docs/marketing-apis/data-processing-options.
 */
const processingOptions = (
  { data_processing_options: asked }: Pick<MetaConversions, "data_processing_options">,
  { country, subdivision }: RequestRegion,
): object => {
  if (asked.length === 0 || (country !== null && country !== "US")) return { data_processing_options: [] };
  const isCalifornia = country === "US" && subdivision === "CA";
  return {
    data_processing_options: asked,
    data_processing_options_country: isCalifornia ? COUNTRY_US : META_DECIDES,
    data_processing_options_state: isCalifornia ? STATE_CALIFORNIA : META_DECIDES,
  };
};

/** Meta's name of a click: `fb.1.<ms of first sight>.<fbclid>`. Never lower-cased, never hashed. */
export const fbcOf = ({ value, firstSeenAt }: ClickId): string => `fb.1.${firstSeenAt}.${value}`;

const userData = ({ emails, phones, externalId, clickIds, browser }: Conversion): object => {
  const click = clickIds["fbclid"];
  return present({
    em: emails,
    ph: phones,
    external_id: [externalId],
    fbc: click === undefined ? browser.fbc : fbcOf(click),
    fbp: browser.fbp,
    client_user_agent: browser.userAgent,
  });
};

const customData = ({ event, currency }: Conversion): object | null => {
  const amount = amountOf(event, currency);
  if (amount === null) return null;
  const lines = orderLines(event);
  return present({
    ...amount,
    order_id: orderIdOf(event),
    content_type: lines.length > 0 ? "product" : null,
    content_ids: lines.map(({ id }) => id),
    contents: lines.map(({ id, quantity, price }) => present({ id, quantity, item_price: price })),
    num_items: lines.length > 0 ? lines.reduce((sum, { quantity }) => sum + quantity, 0) : null,
  });
};

/**
 * Body of `POST /{pixel}/events`. `event_id` is the `eventID` that the shop's pixel sends. An event of a website needs
 * its address and the browser's User-Agent; without them it is of source `other`.
 * Source: developers.facebook.com/docs/marketing-api/conversions-api/parameters.
 */
export const metaPurchase = (
  conversion: Conversion,
  settings: Pick<MetaConversions, "test_event_code" | "data_processing_options">,
  now: number,
): Written => {
  const { event, browser, region } = conversion;
  if (event.at < now - META_EVENT_AGE_MAX_MS) return EVENT_TOO_OLD;
  const custom = customData(conversion);
  if (custom === null) return VALUE_MISSING;
  const url = event.fields.page?.url;
  const isWebsite = url !== undefined && browser.userAgent !== null;
  const facts = present({
    event_name: "Purchase",
    event_time: Math.floor(event.at / 1_000),
    event_id: sharedIdOf(event),
    action_source: isWebsite ? "website" : "other",
    event_source_url: url === undefined ? null : withoutClickIds(url),
    user_data: userData(conversion),
    custom_data: custom,
  });
  // An empty list says that the options do not apply; left out they would be the account's.
  const written = { ...facts, ...processingOptions(settings, region) };
  return { kind: "written", body: present({ data: [written], test_event_code: settings.test_event_code }) };
};
