import { describe, expect, test } from "vitest";
import { tiktokPurchase } from "../../../worker/domain/conversion/tiktok-purchase.ts";
import { BROWSER, conversionOf, hash, purchaseOf } from "./sample.ts";

const SETTINGS = { event_source_id: "CABCDEF", test_event_code: "TEST1" };

describe("a purchase for TikTok", () => {
  test("says everything that is known in the documented fields", () => {
    const conversion = conversionOf({
      browser: BROWSER,
      clickIds: { ttclid: { value: "E.C.P.CtQB", firstSeenAt: 1 } },
    });
    expect(tiktokPurchase(conversion, SETTINGS)).toEqual({
      kind: "written",
      body: {
        event_source: "web",
        event_source_id: "CABCDEF",
        test_event_code: "TEST1",
        data: [
          {
            event: "Purchase",
            event_time: 1_795_608_000,
            event_id: "1001",
            user: {
              email: hash("a"),
              phone: hash("b"),
              external_id: hash("c"),
              ttclid: "E.C.P.CtQB",
              ttp: BROWSER.ttp,
              user_agent: BROWSER.userAgent,
            },
            properties: {
              value: 248.5,
              currency: "EUR",
              order_id: "1001",
              content_type: "product",
              contents: [
                {
                  content_id: "boot-7",
                  content_name: "Boot",
                  content_category: "boots",
                  brand: "North",
                  quantity: 2,
                  price: 119.25,
                },
                { content_id: "lace-1", quantity: 1, price: 10 },
              ],
            },
            page: { url: "https://shop.example/thanks?step=3", referrer: "https://shop.example/pay" },
          },
        ],
      },
    });
  });

  test("is refused without a value", () => {
    const event = purchaseOf();
    const { value: _, items: __, ...fields } = event.fields;
    expect(tiktokPurchase(conversionOf({ event: { ...event, fields } }), SETTINGS)).toEqual({
      kind: "refused",
      failure: "value_missing",
    });
  });
});
