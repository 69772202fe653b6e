import { describe, expect, test } from "vitest";
import { DAY_MS } from "../../../schemas/limits.ts";
import { metaPurchase } from "../../../worker/domain/conversion/meta-purchase.ts";
import { AT, BROWSER, conversionOf, hash, purchaseOf } from "./sample.ts";

const SETTINGS: Parameters<typeof metaPurchase>[1] = { data_processing_options: [] };
const LIMITED: Parameters<typeof metaPurchase>[1] = { data_processing_options: ["LDU"] };

const eventIn = (written: ReturnType<typeof metaPurchase>): Record<string, unknown> => {
  if (written.kind !== "written") throw new Error(written.kind);
  const [event] = (written.body as { data: Record<string, unknown>[] }).data;
  return event ?? {};
};

describe("a purchase for Meta", () => {
  test("says everything that is known in the documented fields", () => {
    const conversion = conversionOf({
      browser: BROWSER,
      clickIds: { fbclid: { value: "IwAR2F4-dbP0l7Mn1IawQQ", firstSeenAt: 1_554_763_741_205 } },
    });
    expect(metaPurchase(conversion, { ...SETTINGS, test_event_code: "TEST123" }, AT)).toEqual({
      kind: "written",
      body: {
        data: [
          {
            event_name: "Purchase",
            event_time: 1_795_608_000,
            event_id: "1001",
            action_source: "website",
            event_source_url: "https://shop.example/thanks?step=3",
            user_data: {
              em: [hash("a")],
              ph: [hash("b")],
              external_id: [hash("c")],
              fbc: "fb.1.1554763741205.IwAR2F4-dbP0l7Mn1IawQQ",
              fbp: "fb.1.1764072000000.1098115397",
              client_user_agent: BROWSER.userAgent,
            },
            custom_data: {
              value: 248.5,
              currency: "EUR",
              order_id: "1001",
              content_type: "product",
              content_ids: ["boot-7", "lace-1"],
              contents: [
                { id: "boot-7", quantity: 2, item_price: 119.25 },
                { id: "lace-1", quantity: 1, item_price: 10 },
              ],
              num_items: 3,
            },
            data_processing_options: [],
          },
        ],
        test_event_code: "TEST123",
      },
    });
  });

  test("leaves out what is not known and is then of another source than the website", () => {
    const event = purchaseOf();
    const { items: _, page: __, ...fields } = event.fields;
    const bare = conversionOf({ event: { ...event, fields }, emails: [], phones: [] });
    expect(metaPurchase(bare, SETTINGS, AT)).toEqual({
      kind: "written",
      body: {
        data: [
          {
            event_name: "Purchase",
            event_time: 1_795_608_000,
            event_id: "1001",
            action_source: "other",
            user_data: { external_id: [hash("c")] },
            custom_data: { value: 248.5, currency: "EUR", order_id: "1001" },
            data_processing_options: [],
          },
        ],
      },
    });
  });

  test.each([
    ["no address", { ...BROWSER }, false],
    ["no User-Agent", { ...BROWSER, userAgent: null }, true],
  ])("is of source `other` with %s", (_, browser, hasPage) => {
    const event = purchaseOf();
    const { page, ...fields } = event.fields;
    const shown = hasPage && page !== undefined ? { ...fields, page } : fields;
    const written = metaPurchase(conversionOf({ browser, event: { ...event, fields: shown } }), SETTINGS, AT);
    expect(eventIn(written)["action_source"]).toBe("other");
  });

  test("takes the click from the cookie where no landing is known", () => {
    const written = metaPurchase(conversionOf({ browser: BROWSER }), SETTINGS, AT);
    expect(eventIn(written)["user_data"]).toMatchObject({ fbc: "fb.1.1764072000000.IwARcookie" });
  });

  test("is refused when it is older than seven days, and not on the last millisecond of them", () => {
    expect(metaPurchase(conversionOf(), SETTINGS, AT + 7 * DAY_MS).kind).toBe("written");
    expect(metaPurchase(conversionOf(), SETTINGS, AT + 7 * DAY_MS + 1)).toEqual({
      kind: "refused",
      failure: "event_too_old",
    });
  });

  test("is refused without a value", () => {
    const event = purchaseOf();
    const { value: _, items: __, ...fields } = event.fields;
    expect(metaPurchase(conversionOf({ event: { ...event, fields } }), SETTINGS, AT)).toEqual({
      kind: "refused",
      failure: "value_missing",
    });
  });
});

describe("Limited Data Use", () => {
  test.each([
    [
      { country: "US", subdivision: "CA" },
      {
        data_processing_options: ["LDU"],
        data_processing_options_country: 1,
        data_processing_options_state: 1000,
      },
    ],
    [
      { country: "US", subdivision: "TX" },
      {
        data_processing_options: ["LDU"],
        data_processing_options_country: 0,
        data_processing_options_state: 0,
      },
    ],
    [
      { country: null, subdivision: null },
      {
        data_processing_options: ["LDU"],
        data_processing_options_country: 0,
        data_processing_options_state: 0,
      },
    ],
    [{ country: "DE", subdivision: "CA" }, { data_processing_options: [] }],
  ])("for somebody seen in %o says %o", (region, expected) => {
    const event = eventIn(metaPurchase(conversionOf({ region }), LIMITED, AT));
    const options = Object.entries(event).filter(([name]) => name.startsWith("data_processing"));
    expect(Object.fromEntries(options)).toEqual(expected);
  });

  test("is not said where the site does not ask for it", () => {
    const region = { country: "US", subdivision: "CA" };
    expect(eventIn(metaPurchase(conversionOf({ region }), SETTINGS, AT))["data_processing_options"]).toEqual(
      [],
    );
  });
});
