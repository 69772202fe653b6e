import * as z from "zod";
import {
  EMAIL_MAX_LENGTH,
  EVENT_ID_MAX_LENGTH,
  EVENT_ITEMS_MAX,
  EVENT_PARAMS_MAX,
  EVENT_TYPE_MAX_LENGTH,
  ITEM_LINK_MAX_LENGTH,
  ITEM_TEXT_MAX_LENGTH,
  PARAM_NAME_MAX_LENGTH,
  PHONE_MAX_LENGTH,
  TEXT_MAX_LENGTH,
  URL_MAX_LENGTH,
} from "./limits.ts";
import { EpochMs, isCleanText, text } from "./text.ts";

/** Shops send numbers as text often enough that refusing them would lose real carts. */
const decimal = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d{1,12}(?:\.\d{1,6})?$/)
    .transform(Number),
]);
/** Shops send ids as numbers just as often. */
const label = z.union([text(ITEM_TEXT_MAX_LENGTH), z.number().transform(String)]);

const isItemLink = (value: string): boolean =>
  value.length <= ITEM_LINK_MAX_LENGTH && /^https:\/\/[^\s"'<>\\`{}|]+$/.test(value);

/** An encrypted address, as mail programs load it. What is none, or is too long, is left out: the item is worth more. */
const link = z
  .string()
  .refine(isCleanText, "not clean text")
  .transform((value) => (isItemLink(value) ? value : undefined));

/**
 * GA4's item, and where it and its picture are. One of `item_id` and `item_name` is required; prices are decimals in the event's currency, for one piece.
 * Source: developers.google.com/analytics/devguides/collection/ga4/reference/events.
 */
export const Item = z
  .object({
    item_id: label.optional(),
    item_name: label.optional(),
    affiliation: label.optional(),
    coupon: label.optional(),
    creative_name: label.optional(),
    creative_slot: label.optional(),
    discount: decimal.optional(),
    /** Of a picture, `https:`, for messages. Not GA4's. */
    image_url: link.optional(),
    index: decimal.optional(),
    item_brand: label.optional(),
    item_category: label.optional(),
    item_category2: label.optional(),
    item_category3: label.optional(),
    item_category4: label.optional(),
    item_category5: label.optional(),
    item_list_id: label.optional(),
    item_list_name: label.optional(),
    item_variant: label.optional(),
    location_id: label.optional(),
    price: decimal.optional(),
    promotion_id: label.optional(),
    promotion_name: label.optional(),
    quantity: decimal.optional(),
    /** Of its page, `https:`, for messages. Not GA4's. */
    url: link.optional(),
  })
  .refine((item) => item.item_id !== undefined || item.item_name !== undefined, "item_id or item_name");
export type Item = z.infer<typeof Item>;

/** Addresses and titles are what the page has: too long ones are cut, because refusing them would lose the event. */
const cut = (maxLength: number) =>
  z
    .string()
    .refine(isCleanText, "not clean text")
    .transform((value) => value.slice(0, maxLength).toWellFormed());

const Page = z.object({
  url: cut(URL_MAX_LENGTH),
  referrer: cut(URL_MAX_LENGTH).optional(),
  title: cut(TEXT_MAX_LENGTH).optional(),
});

/** Own parameters of a site, named in rules as `params.plan`. */
const Params = z
  .record(
    z.string().regex(new RegExp(`^[a-zA-Z][a-zA-Z0-9_]{0,${PARAM_NAME_MAX_LENGTH - 1}}$`)),
    z.union([text(TEXT_MAX_LENGTH), z.number(), z.boolean()]),
  )
  .refine((params) => Object.keys(params).length <= EVENT_PARAMS_MAX, "too many parameters");

/** What an event may say beside its id, type and time: GA4's parameters by their GA4 names. */
const parameters = {
  page: Page.optional(),
  /** Decimal, in `currency`. */
  value: decimal.optional(),
  /** ISO 4217. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  transaction_id: label.optional(),
  cart_id: label.optional(),
  coupon: label.optional(),
  shipping: decimal.optional(),
  tax: decimal.optional(),
  payment_type: label.optional(),
  shipping_tier: label.optional(),
  items: z.array(Item).max(EVENT_ITEMS_MAX).optional(),
  item_list_id: label.optional(),
  item_list_name: label.optional(),
  promotion_id: label.optional(),
  promotion_name: label.optional(),
  creative_name: label.optional(),
  creative_slot: label.optional(),
  search_term: label.optional(),
  method: label.optional(),
  content_type: label.optional(),
  content_id: label.optional(),
  form_id: label.optional(),
  params: Params.optional(),
};

/**
 * One thing that happened, as it arrives. Unknown fields are ignored.
 * `identify` carries `email`, `phone` or both and is how a form submission arrives.
 */
export const Event = z
  .object({
    /** Made once where the event happened; a repeat with the same id changes nothing. */
    id: z
      .string()
      .min(1)
      .max(EVENT_ID_MAX_LENGTH)
      .regex(/^[\x21-\x7e]+$/),
    /** A GA4 event name or a site's own. */
    type: z.string().regex(new RegExp(`^[a-zA-Z][a-zA-Z0-9_]{0,${EVENT_TYPE_MAX_LENGTH - 1}}$`)),
    /** Epoch milliseconds by the sender's clock; the time of receipt where left out. */
    at: EpochMs.optional(),
    /** The sender's counter within one page: orders events of the same millisecond. */
    n: z.number().int().min(0).max(1_000_000_000).optional(),
    email: z
      .string()
      .max(EMAIL_MAX_LENGTH * 2)
      .refine(isCleanText)
      .optional(),
    phone: z
      .string()
      .max(PHONE_MAX_LENGTH * 2)
      .refine(isCleanText)
      .optional(),
    ...parameters,
  })
  .refine((event) => event.type !== "identify" || event.email !== undefined || event.phone !== undefined, {
    message: "email or phone",
    path: ["email"],
  });
export type Event = z.infer<typeof Event>;
/** The same before numbers and ids are normalised: what a sender writes. */
export type EventInput = z.input<typeof Event>;
