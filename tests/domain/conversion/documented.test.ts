import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NO_BROWSER } from "../../../worker/domain/conversion/browser-facts.ts";
import type { Conversion, Written } from "../../../worker/domain/conversion/conversion.ts";
import { ga4Event } from "../../../worker/domain/conversion/ga4-event.ts";
import { googleConversion } from "../../../worker/domain/conversion/google-conversion.ts";
import { metaPurchase } from "../../../worker/domain/conversion/meta-purchase.ts";
import { tiktokPurchase } from "../../../worker/domain/conversion/tiktok-purchase.ts";
import { eventOf } from "../profile/sample.ts";
import { GA4_SCHEMA, GOOGLE_SCHEMA, META_SCHEMA, TIKTOK_SCHEMA } from "./documented-schemas.ts";
import { AT, BROWSER, conversionOf, GRANTED, hash } from "./sample.ts";

const money = fc.double({ min: 0, max: 10_000, noNaN: true });
const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);
const click = fc.record({ value: word, firstSeenAt: fc.integer({ min: 1, max: AT }) });

const item = fc.record(
  {
    item_id: word,
    item_name: word,
    item_brand: word,
    price: money,
    quantity: fc.double({ min: 0, max: 9, noNaN: true }),
  },
  { requiredKeys: ["item_id"] },
);

const fields = fc.record(
  {
    page: fc.record({
      url: word.map((path) => `https://shop.example/${path}`),
      referrer: fc.constantFrom("", "https://a.example/"),
    }),
    transaction_id: fc.oneof(word, fc.constant("")),
    value: money,
    currency: fc.constantFrom("EUR", "JPY", "KWD"),
    coupon: fc.oneof(word, fc.constant("")),
    items: fc.array(item, { maxLength: 3 }),
  },
  { requiredKeys: [] },
);

const conversion: fc.Arbitrary<Conversion> = fc
  .record({
    fields,
    emails: fc.array(fc.constantFrom(hash("a"), hash("b")), { maxLength: 12 }),
    phones: fc.array(fc.constant(hash("c")), { maxLength: 2 }),
    clickIds: fc.record({ gclid: click, wbraid: click, fbclid: click, ttclid: click }, { requiredKeys: [] }),
    browser: fc.constantFrom(BROWSER, NO_BROWSER),
    isPersonal: fc.boolean(),
    country: fc.constantFrom("US", "DE", null),
  })
  .map(({ fields: said, isPersonal, country, ...rest }) =>
    conversionOf({
      ...rest,
      event: eventOf("e-1", AT, { type: "purchase", fields: said }),
      granted: { ...GRANTED, ad_personalization: isPersonal },
      region: { country, subdivision: country === "US" ? "CA" : null },
    }),
  );

const account = { account_type: "GOOGLE_ADS", account_id: "1234567890" } as const;

const WRITERS: readonly [string, object, (conversion: Conversion) => Written][] = [
  ["Meta", META_SCHEMA, (one) => metaPurchase(one, { data_processing_options: ["LDU"] }, AT)],
  ["GA4", GA4_SCHEMA, (one) => ga4Event(one, { measurement_id: "G-ABCDE12345" }, AT)],
  [
    "Google",
    GOOGLE_SCHEMA,
    (one) => googleConversion(one, { operating_account: account, conversion_action_id: "5" }),
  ],
  ["TikTok", TIKTOK_SCHEMA, (one) => tiktokPurchase(one, { event_source_id: "CABC" })],
];

describe.each(WRITERS)("whatever is known of a purchase, %s", (_, schema, write) => {
  const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema);

  test("is told of it as documented, or not at all", () => {
    let written = 0;
    fc.assert(
      fc.property(conversion, (one) => {
        const outcome = write(one);
        if (outcome.kind !== "written") return;
        written++;
        // As it travels: what is undefined is not there.
        const isValid = validate(JSON.parse(JSON.stringify(outcome.body)));
        expect(validate.errors ?? []).toEqual([]);
        expect(isValid).toBe(true);
      }),
    );
    expect(written).toBeGreaterThan(0);
  });

  test("is checked by a schema that refuses what is not documented", () => {
    const outcome = write(conversionOf({ browser: BROWSER }));
    if (outcome.kind !== "written") throw new Error(outcome.kind);
    expect(validate({ ...outcome.body, ip: "203.0.113.7" })).toBe(false);
  });
});
