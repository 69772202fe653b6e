import { describe, expect, test } from "vitest";
import { googleConversion } from "../../../worker/domain/conversion/google-conversion.ts";
import { conversionOf, GRANTED, hash } from "./sample.ts";

const SETTINGS: Parameters<typeof googleConversion>[1] = {
  operating_account: { account_type: "GOOGLE_ADS", account_id: "1234567890" },
  login_account: { account_type: "GOOGLE_ADS", account_id: "9876543210" },
  conversion_action_id: "555",
};

const clickOf = (value: string) => ({ value, firstSeenAt: 1 });

const eventIn = (written: ReturnType<typeof googleConversion>): Record<string, unknown> => {
  if (written.kind !== "written") throw new Error(written.kind);
  const [event] = (written.body as { events: Record<string, unknown>[] }).events;
  return event ?? {};
};

describe("a conversion for Google", () => {
  test("says everything that is known in the fields of IngestEventsRequest", () => {
    const conversion = conversionOf({
      clickIds: { wbraid: clickOf("CkAKCQ"), gclid: clickOf("Cj0K_dEf") },
      granted: { ...GRANTED, ad_personalization: false },
    });
    expect(googleConversion(conversion, SETTINGS)).toEqual({
      kind: "written",
      body: {
        destinations: [
          {
            operatingAccount: { accountType: "GOOGLE_ADS", accountId: "1234567890" },
            loginAccount: { accountType: "GOOGLE_ADS", accountId: "9876543210" },
            productDestinationId: "555",
          },
        ],
        encoding: "HEX",
        events: [
          {
            transactionId: "1001",
            eventTimestamp: "2026-11-25T12:00:00.250Z",
            eventSource: "WEB",
            adIdentifiers: { gclid: "Cj0K_dEf" },
            userData: { userIdentifiers: [{ emailAddress: hash("a") }, { phoneNumber: hash("b") }] },
            consent: { adUserData: "CONSENT_GRANTED", adPersonalization: "CONSENT_DENIED" },
            conversionValue: 248.5,
            currency: "EUR",
            cartData: {
              items: [
                { merchantProductId: "boot-7", quantity: "2", unitPrice: 119.25 },
                { merchantProductId: "lace-1", quantity: "1", unitPrice: 10 },
              ],
            },
          },
        ],
      },
    });
  });

  test.each([
    [{ gbraid: clickOf("g"), wbraid: clickOf("w") }, { gbraid: "g" }],
    [{ wbraid: clickOf("w") }, { wbraid: "w" }],
  ])("names one click: of %o %o", (clickIds, expected) => {
    expect(eventIn(googleConversion(conversionOf({ clickIds }), SETTINGS))["adIdentifiers"]).toEqual(
      expected,
    );
  });

  test("names the click alone where no address is known", () => {
    const conversion = conversionOf({ emails: [], phones: [], clickIds: { gclid: clickOf("Cj0K") } });
    expect(eventIn(googleConversion(conversion, SETTINGS))).not.toHaveProperty("userData");
  });

  test("is not made where neither a click nor an address is known", () => {
    const conversion = conversionOf({ emails: [], phones: [], clickIds: { fbclid: clickOf("x") } });
    expect(googleConversion(conversion, SETTINGS)).toEqual({ kind: "unmatched" });
  });

  test("names ten addresses at most", () => {
    const emails = Array.from({ length: 12 }, (_, i) => hash(i.toString(16)));
    const { userIdentifiers } = eventIn(googleConversion(conversionOf({ emails }), SETTINGS))["userData"] as {
      userIdentifiers: unknown[];
    };
    expect(userIdentifiers).toHaveLength(10);
  });
});
