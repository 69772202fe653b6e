/**
 * What the platforms' pages say of a request, as JSON Schema: nothing beside what they name, and what they require.
 * Sources: developers.facebook.com/docs/marketing-api/conversions-api/parameters, google.ads.datamanager.v1,
 * developers.google.com/analytics/devguides/collection/protocol/ga4/reference, business-api.tiktok.com Events API 2.0.
 */
const text = { type: "string", minLength: 1 };
const number = { type: "number" };
const hash = { type: "string", pattern: "^[0-9a-f]{64}$" };
const currency = { type: "string", pattern: "^[A-Z]{3}$" };
const list = (items: object, more: object = {}) => ({ type: "array", minItems: 1, items, ...more });
const record = (properties: object, required: string[] = []) => ({
  type: "object",
  additionalProperties: false,
  minProperties: 1,
  properties,
  required,
});

export const META_SCHEMA = record(
  {
    data: list(
      {
        ...record(
          {
            event_name: { const: "Purchase" },
            event_time: { type: "integer", maximum: 4_102_444_800 },
            event_id: text,
            action_source: { enum: ["website", "other"] },
            event_source_url: { type: "string", pattern: "^https?://" },
            user_data: record(
              {
                em: list(hash),
                ph: list(hash),
                external_id: list(hash),
                fbc: { type: "string", pattern: "^fb\\.[0-2]\\.\\d+\\..+" },
                fbp: { type: "string", pattern: "^fb\\.[0-2]\\.\\d+\\.\\d+" },
                client_user_agent: text,
              },
              [],
            ),
            custom_data: record(
              {
                value: number,
                currency,
                order_id: text,
                content_type: { const: "product" },
                content_ids: list(text),
                contents: list(
                  record({ id: text, quantity: number, item_price: number }, ["id", "quantity"]),
                ),
                num_items: number,
              },
              ["value", "currency"],
            ),
            data_processing_options: { type: "array", items: { const: "LDU" } },
            data_processing_options_country: { enum: [0, 1] },
            data_processing_options_state: { enum: [0, 1000] },
          },
          [
            "event_name",
            "event_time",
            "action_source",
            "user_data",
            "custom_data",
            "data_processing_options",
          ],
        ),
        if: { properties: { action_source: { const: "website" } } },
        // oxlint-disable-next-line no-thenable -- a word of JSON Schema
        then: {
          required: ["event_source_url"],
          properties: { user_data: { required: ["client_user_agent"] } },
        },
      },
      { maxItems: 1_000 },
    ),
    test_event_code: text,
  },
  ["data"],
);

export const GA4_SCHEMA = record(
  {
    client_id: text,
    timestamp_micros: { type: "integer", minimum: 1e15 },
    consent: record(
      { ad_user_data: { enum: ["GRANTED", "DENIED"] }, ad_personalization: { enum: ["GRANTED", "DENIED"] } },
      ["ad_user_data", "ad_personalization"],
    ),
    events: list(
      record(
        {
          name: { enum: ["purchase", "refund"] },
          params: {
            ...record(
              {
                transaction_id: text,
                value: number,
                currency,
                tax: number,
                shipping: number,
                coupon: text,
                items: list({ type: "object" }, { maxItems: 200 }),
                session_id: text,
                engagement_time_msec: { type: "integer" },
              },
              ["transaction_id"],
            ),
            dependentRequired: { value: ["currency"] },
          },
        },
        ["name", "params"],
      ),
      { maxItems: 25 },
    ),
  },
  ["client_id", "events"],
);

const account = record({ accountType: text, accountId: { type: "string", pattern: "^\\d+$" } }, [
  "accountType",
  "accountId",
]);
const consentState = { enum: ["CONSENT_GRANTED", "CONSENT_DENIED"] };

export const GOOGLE_SCHEMA = record(
  {
    destinations: list(
      record({ operatingAccount: account, loginAccount: account, productDestinationId: text }, [
        "operatingAccount",
        "productDestinationId",
      ]),
      { maxItems: 10 },
    ),
    encoding: { const: "HEX" },
    events: list(
      {
        ...record(
          {
            transactionId: text,
            eventTimestamp: { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z$" },
            eventSource: { const: "WEB" },
            adIdentifiers: { ...record({ gclid: text, gbraid: text, wbraid: text }), maxProperties: 1 },
            userData: record({
              userIdentifiers: list(
                { oneOf: [record({ emailAddress: hash }), record({ phoneNumber: hash })] },
                { maxItems: 10 },
              ),
            }),
            consent: record({ adUserData: consentState, adPersonalization: consentState }, [
              "adUserData",
              "adPersonalization",
            ]),
            conversionValue: number,
            currency,
            cartData: record({
              items: list(
                record({
                  merchantProductId: text,
                  quantity: { type: "string", pattern: "^[1-9]\\d*$" },
                  unitPrice: number,
                }),
              ),
            }),
          },
          ["transactionId", "eventTimestamp", "eventSource", "consent"],
        ),
        anyOf: [{ required: ["adIdentifiers"] }, { required: ["userData"] }],
        dependentRequired: { conversionValue: ["currency"] },
      },
      { maxItems: 2_000 },
    ),
  },
  ["destinations", "encoding", "events"],
);

export const TIKTOK_SCHEMA = record(
  {
    event_source: { const: "web" },
    event_source_id: text,
    test_event_code: text,
    data: list(
      record(
        {
          event: { const: "Purchase" },
          event_time: { type: "integer", maximum: 4_102_444_800 },
          event_id: text,
          user: record({
            email: hash,
            phone: hash,
            external_id: hash,
            ttclid: text,
            ttp: text,
            user_agent: text,
          }),
          properties: record(
            {
              value: number,
              currency,
              order_id: text,
              content_type: { const: "product" },
              contents: list(
                record(
                  {
                    content_id: text,
                    content_name: text,
                    content_category: text,
                    brand: text,
                    quantity: number,
                    price: number,
                  },
                  ["content_id"],
                ),
              ),
            },
            ["value", "currency"],
          ),
          page: record({ url: text, referrer: text }),
        },
        ["event", "event_time", "event_id", "user", "properties"],
      ),
      { maxItems: 1_000 },
    ),
  },
  ["event_source", "event_source_id", "data"],
);
