import { describe, expect, test } from "vitest";
import { DAY_MS } from "../../../schemas/limits.ts";
import { ga4Event } from "../../../worker/domain/conversion/ga4-event.ts";
import { CONTACT } from "../profile/sample.ts";
import { AT, BROWSER, conversionOf, GRANTED, purchaseOf } from "./sample.ts";

const SETTINGS = { measurement_id: "G-ABCDE12345" };

const clientOf = (origin: string): string => {
  const written = ga4Event(conversionOf({ origin }), SETTINGS, AT);
  if (written.kind !== "written") throw new Error(written.kind);
  return (written.body as { client_id: string }).client_id;
};

describe("an event for GA4", () => {
  test("says a purchase with the client and the session of its browser", () => {
    const granted = { ...GRANTED, ad_personalization: false };
    expect(ga4Event(conversionOf({ browser: BROWSER, granted }), SETTINGS, AT)).toEqual({
      kind: "written",
      body: {
        client_id: "1234567890.1764072000",
        timestamp_micros: 1_795_608_000_250_000,
        consent: { ad_user_data: "GRANTED", ad_personalization: "DENIED" },
        events: [
          {
            name: "purchase",
            params: {
              transaction_id: "1001",
              value: 248.5,
              currency: "EUR",
              tax: 39.68,
              shipping: 4.9,
              coupon: "AUTUMN",
              items: purchaseOf().fields.items,
              session_id: "1764072000",
              engagement_time_msec: 1,
            },
          },
        ],
      },
    });
  });

  test("says a refund of a whole order with its id alone", () => {
    const event = { ...purchaseOf(), type: "refund", fields: { transaction_id: "1001" } };
    expect(
      ga4Event(conversionOf({ event, browser: BROWSER }), { measurement_id: "G-NEW" }, AT),
    ).toMatchObject({
      body: { events: [{ name: "refund", params: { transaction_id: "1001" } }] },
    });
  });

  test("says a refund of a part of an order with what was paid back and for which items", () => {
    const items = [{ item_id: "boot-7", item_name: "Boot", price: 119.25, quantity: 1 }];
    const part = (fields: object) => {
      const event = { ...purchaseOf(), type: "refund", fields: { transaction_id: "1001", items, ...fields } };
      const written = ga4Event(conversionOf({ event }), SETTINGS, AT);
      return written.kind === "written" ? (written.body as { events: object[] }).events : written;
    };
    const refund = { transaction_id: "1001", items, currency: "EUR" };
    expect(part({ value: 100.5, currency: "EUR" })).toEqual([
      { name: "refund", params: { ...refund, value: 100.5 } },
    ]);
    // Worth what its items cost, in the shop's currency, where nothing is said of that.
    expect(part({})).toEqual([{ name: "refund", params: { ...refund, value: 119.25, currency: "USD" } }]);
  });

  test("names no session of another property", () => {
    const written = ga4Event(conversionOf({ browser: BROWSER }), { measurement_id: "G-NEW" }, AT);
    expect(JSON.stringify(written)).not.toContain("session_id");
  });

  test("derives a client id that is always the same and differs between profiles", () => {
    expect(clientOf(CONTACT)).toMatch(/^\d{1,10}\.\d{1,10}$/);
    expect(clientOf(CONTACT)).toBe(clientOf(CONTACT));
    expect(clientOf(CONTACT)).not.toBe(clientOf(`${CONTACT}x`));
  });

  test("is refused when it is older than 72 hours, and not on their last millisecond", () => {
    expect(ga4Event(conversionOf(), SETTINGS, AT + 3 * DAY_MS).kind).toBe("written");
    expect(ga4Event(conversionOf(), SETTINGS, AT + 3 * DAY_MS + 1)).toEqual({
      kind: "refused",
      failure: "event_too_old",
    });
  });
});
