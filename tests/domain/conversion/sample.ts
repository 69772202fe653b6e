import type { StoredEvent } from "../../../worker/domain/profile-state.ts";
import { NO_BROWSER } from "../../../worker/domain/conversion/browser-facts.ts";
import type { Conversion } from "../../../worker/domain/conversion/conversion.ts";
import { eventOf, GERMANY, VISITOR } from "../profile/sample.ts";

export const AT = Date.UTC(2026, 10, 25, 12, 0, 0, 250);

export const GRANTED = {
  analytics_storage: true,
  ad_storage: true,
  ad_user_data: true,
  ad_personalization: true,
  email_marketing: false,
  sms_marketing: false,
  push_marketing: false,
};

export const purchaseOf = (rest: Partial<StoredEvent> = {}): StoredEvent =>
  eventOf("order-1001", AT, {
    type: "purchase",
    ...rest,
    fields: {
      page: {
        url: "https://shop.example/thanks?gclid=Cj0K&step=3&fbclid=IwAR",
        referrer: "https://shop.example/pay?ttclid=abc",
      },
      transaction_id: "1001",
      value: 248.5,
      currency: "EUR",
      tax: 39.68,
      shipping: 4.9,
      coupon: "AUTUMN",
      items: [
        {
          item_id: "boot-7",
          item_name: "Boot",
          item_brand: "North",
          item_category: "boots",
          price: 119.25,
          quantity: 2,
        },
        { item_id: "lace-1", price: 10 },
      ],
      ...rest.fields,
    },
  });

/** The hash a platform gets; tests of the whole path make them from addresses. */
export const hash = (digit: string): string => digit.repeat(64);

export const conversionOf = (rest: Partial<Conversion> = {}): Conversion => ({
  event: purchaseOf(),
  origin: VISITOR,
  emails: [hash("a")],
  phones: [hash("b")],
  externalId: hash("c"),
  clickIds: {},
  browser: NO_BROWSER,
  granted: GRANTED,
  region: GERMANY,
  currency: "USD",
  ...rest,
});

export const BROWSER = {
  userAgent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0",
  fbp: "fb.1.1764072000000.1098115397",
  fbc: "fb.1.1764072000000.IwARcookie",
  ttp: "2ab94ea3fc9241d0927a9fb4bd4bc1a0",
  gaClientId: "1234567890.1764072000",
  gaSessions: { "G-ABCDE12345": "1764072000", "G-OTHER": "5" },
};
