import { describe, expect, test } from "vitest";
import { NO_BROWSER } from "../../../worker/domain/conversion/browser-facts.ts";
import {
  type ConversionDestination,
  USES,
} from "../../../worker/domain/conversion/conversion-destination.ts";
import {
  conversionBody,
  conversionIn,
  withoutBrowser,
} from "../../../worker/domain/conversion/conversion-order.ts";
import { type Arrived, orderConversions } from "../../../worker/domain/conversion/order-conversions.ts";
import { ADS, ANALYTICS, BOTH, VISITOR } from "../profile/sample.ts";
import { BROWSER, GRANTED, purchaseOf } from "./sample.ts";

const destinationOf = (kind: ConversionDestination["kind"], types = ["purchase"]): ConversionDestination => ({
  id: kind,
  kind,
  use: USES[kind],
  types,
  measurementId: kind === "ga4" ? "G-ABCDE12345" : "",
});

const ALL = (["meta_conversions", "google_conversions", "tiktok_events", "ga4"] as const).map((kind) =>
  destinationOf(kind),
);

const arrivedOf = (rest: Partial<Arrived> = {}): Arrived => ({
  profile: VISITOR,
  events: [purchaseOf()],
  browser: BROWSER,
  stamped: GRANTED,
  stored: GRANTED,
  ...rest,
});

const order = (arrived: Arrived, destinations = ALL) =>
  orderConversions(arrived, destinations, (destination, event) => `${destination} ${event}`);

const told = (arrived: Arrived): string[] => order(arrived).map(({ destination }) => destination);

const ADS_KINDS = ["meta_conversions", "google_conversions", "tiktok_events"];
const EVERYBODY = [...ADS_KINDS, "ga4"];

describe("who is told of a purchase", () => {
  test.each([
    ["everything", {}, BOTH, EVERYBODY],
    ["all but analytics", { analytics_storage: false }, ADS, ADS_KINDS],
    ["all but ad_storage", { ad_storage: false }, ANALYTICS, ["ga4"]],
    ["all but ad_user_data", { ad_user_data: false }, BOTH, ["ga4"]],
    ["all but ad_personalization", { ad_personalization: false }, BOTH, ["ga4"]],
    ["everything, of an event that was collected for analytics", {}, ANALYTICS, ["ga4"]],
    ["everything, of an event that was collected for ads", {}, ADS, ADS_KINDS],
  ])("with a consent to %s", (_, denied, collectedFor, expected) => {
    const consent = { ...GRANTED, ...denied };
    const events = [purchaseOf({ collectedFor })];
    expect(told(arrivedOf({ events, stamped: consent, stored: consent }))).toEqual(expected);
    // Either side alone is enough to deny.
    expect(told(arrivedOf({ events, stamped: consent }))).toEqual(expected);
    expect(told(arrivedOf({ events, stored: consent }))).toEqual(expected);
  });

  test("is nobody of other events, and of refunds whoever wants them", () => {
    const refund = purchaseOf({ type: "refund" });
    expect(told(arrivedOf({ events: [purchaseOf({ type: "add_to_cart" }), refund] }))).toEqual([]);
    const wants = destinationOf("ga4", ["refund"]);
    expect(order(arrivedOf({ events: [purchaseOf(), refund] }), [wants])).toHaveLength(1);
  });
});

describe("an order", () => {
  test("carries of the browser only what its platform asks for", () => {
    const facts = Object.fromEntries(
      order(arrivedOf()).map(({ destination, browser }) => [destination, browser]),
    );
    const { userAgent, fbp, fbc, ttp, gaClientId } = BROWSER;
    expect(facts).toEqual({
      meta_conversions: { ...NO_BROWSER, userAgent, fbp, fbc },
      tiktok_events: { ...NO_BROWSER, userAgent, ttp },
      google_conversions: NO_BROWSER,
      ga4: { ...NO_BROWSER, gaClientId, gaSessions: { "G-ABCDE12345": "1764072000" } },
    });
  });

  test("names the event and nothing of what it says", () => {
    const [first] = order(arrivedOf());
    expect(first).toMatchObject({
      id: "meta_conversions order-1001",
      profile: VISITOR,
      origin: VISITOR,
      event: "order-1001",
      destination: "meta_conversions",
      use: "ads",
    });
    expect(JSON.stringify(first)).not.toContain("248.5");
  });

  test("is read back from the outbox, and other messages are none", () => {
    const [first] = order(arrivedOf());
    if (first === undefined) throw new Error("no order");
    expect(conversionIn(conversionBody(first))).toEqual(first);
    expect(conversionIn(`{"type":"message.ordered","data":{}}`)).toBeNull();
  });

  test("that was given up forgets the browser, and other messages stay as they are", () => {
    const [first] = order(arrivedOf());
    if (first === undefined) throw new Error("no order");
    expect(conversionIn(withoutBrowser(conversionBody(first)))).toEqual({ ...first, browser: NO_BROWSER });
    const other = `{"type":"audience.entered","data":{"browser":1}}`;
    expect(withoutBrowser(other)).toBe(other);
  });
});
