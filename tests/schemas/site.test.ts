import { describe, expect, test } from "vitest";
import { EXPORT_MIN_SIZE_DEFAULT, ORIGINS_PER_SITE_MAX } from "../../schemas/limits.ts";
import {
  AUDIENCE_SETTINGS_DEFAULT,
  ClockRequest,
  CONSENT_SETTINGS_DEFAULT,
  MESSAGING_SETTINGS_DEFAULT,
  Scope,
  SiteConfiguration,
} from "../../schemas/site.ts";
import { KeyRequest } from "../../schemas/key.ts";

const site = { name: "Shop", origins: ["https://shop.example"], timezone: "Europe/Berlin", currency: "EUR" };

const accepts = (fields: object): boolean => SiteConfiguration.safeParse({ ...site, ...fields }).success;

describe("a site", () => {
  test("as the contract shows it gets the documented defaults", () => {
    expect(SiteConfiguration.parse(site)).toEqual({
      ...site,
      exports: { min_size: EXPORT_MIN_SIZE_DEFAULT },
      identity: { merge: "on-claim", phone_country: null, double_opt_in: null },
      collect: { purchases: "browser" },
      audiences: AUDIENCE_SETTINGS_DEFAULT,
      consent: CONSENT_SETTINGS_DEFAULT,
      messaging: MESSAGING_SETTINGS_DEFAULT,
      api: { requests_per_minute: 60_000 },
      privacy: { deletion_requests: null },
      guards: { address_events_per_minute: 12_000, profile_events_per_minute: 3_000, bots: "flag" },
      quotas: { events_per_day: null, profiles: null },
      eu_jurisdiction: false,
    });
  });

  test("with every setting that the contract names is kept as it is", () => {
    const body = {
      ...site,
      exports: { min_size: 100 },
      identity: {
        merge: "on-verify",
        phone_country: "DE",
        double_opt_in: {
          channel: "mail",
          subject: "One more click",
          html: "<a href='{{ confirm_url }}'>Yes</a>",
        },
      },
      collect: { purchases: "server" },
      audiences: { ...AUDIENCE_SETTINGS_DEFAULT, lapsed_after_days: 90 },
      consent: {
        banner: false,
        policy_url: "https://shop.example/privacy",
        tcf_fallback: 755,
        google_consent_mode: "set",
        approval: true,
      },
      messaging: {
        base_url: "https://www.shop.example",
        postal_address: "Shop, Main Street 1, 10115 Berlin",
        topics: [{ id: "news", name: "News" }],
      },
      api: { requests_per_minute: 600 },
      privacy: { deletion_requests: { domain: "shop.example", issuers: ["publisher.example"] } },
      guards: { address_events_per_minute: null, profile_events_per_minute: 60, bots: "ignore" },
      quotas: { events_per_day: 1_000_000, profiles: 50_000 },
      eu_jurisdiction: true,
    };
    expect(SiteConfiguration.parse(body)).toEqual(body);
  });

  test.each([0, -1, 1.5, "60", 10_000_001])("refuses %s events a minute", (count) => {
    expect(accepts({ guards: { address_events_per_minute: count } })).toBe(false);
    expect(accepts({ guards: { profile_events_per_minute: count } })).toBe(false);
  });

  test.each([0, -1, 1.5, "60", 1_000_000_000_001])("refuses a quota of %s", (count) => {
    expect(accepts({ quotas: { events_per_day: count } })).toBe(false);
    expect(accepts({ quotas: { profiles: count } })).toBe(false);
  });

  test.each(["/privacy", "javascript:alert(1)", "data:text/html,x", "ftp://shop.example/privacy", 5])(
    "refuses the privacy policy %s",
    (policy_url) => {
      expect(accepts({ consent: { policy_url } })).toBe(false);
    },
  );

  test("has as many origins as the limit and no more", () => {
    const at = ORIGINS_PER_SITE_MAX;
    expect(
      [0, at - 1, at, at + 1].map((length: number) =>
        accepts({ origins: Array.from({ length }, (_, i) => `https://s${i}.example`) }),
      ),
    ).toEqual([true, true, true, false]);
  });

  test.each([
    "https://shop.example",
    "http://localhost:8787",
    "https://xn--bcher-kva.example",
    "http://127.0.0.1",
  ])("takes the origin %s", (origin) => {
    expect(accepts({ origins: [origin] })).toBe(true);
  });

  test.each([
    "shop.example",
    "https://shop.example/",
    "https://shop.example/path",
    "HTTPS://SHOP.EXAMPLE",
    "https://user@shop.example",
    "ftp://shop.example",
    "https://*.example",
    "null",
    "https://shop.example\n",
    "https://shop.example:",
    "https://shop.example:123456",
    "",
  ])("refuses %j, which no browser sends as an origin", (origin) => {
    expect(accepts({ origins: [origin] })).toBe(false);
  });

  test.each<[string, object]>([
    ["an unknown field", { surprise: 1 }],
    ["an unknown setting", { exports: { min_size: 100, surprise: 1 } }],
    ["no name", { name: "" }],
    ["too long a name", { name: "n".repeat(101) }],
    ["a name that does not survive storing", { name: "a\uD800" }],
    ["an unknown time zone", { timezone: "Mars/Olympus" }],
    ["an empty time zone", { timezone: "" }],
    ["a small-letter currency", { currency: "eur" }],
    ["a minimum below one", { exports: { min_size: 0 } }],
    ["a fraction as minimum", { exports: { min_size: 20.5 } }],
    ["an unknown way to merge", { identity: { merge: "always" } }],
    ["numbers of no country", { identity: { phone_country: "ZZ" } }],
    ["numbers of a country in small letters", { identity: { phone_country: "de" } }],
    ["a confirmation without words", { identity: { double_opt_in: { channel: "mail", subject: "Yes?" } } }],
  ])("with %s is refused", (_, fields) => {
    expect(accepts(fields)).toBe(false);
  });

  test("with a prototype of its own is refused or keeps none of it", () => {
    const raw = JSON.parse(`${JSON.stringify(site).slice(0, -1)},"__proto__":{"bad":1}}`) as unknown;
    const result = SiteConfiguration.safeParse(raw);
    expect(result.success && "bad" in result.data).toBe(false);
  });
});

describe("a key", () => {
  test("as the contract shows it is kept as it is", () => {
    const body = { label: "Ads connector", scopes: ["export", "read"] };
    expect(KeyRequest.parse(body)).toEqual(body);
    expect(KeyRequest.safeParse({ label: "All", scopes: [...Scope.options] }).success).toBe(true);
  });

  test.each<[string, object]>([
    ["no scope", { scopes: [] }],
    ["an unknown scope", { scopes: ["root"] }],
    ["no label", { label: "" }],
    ["a key of its own choice", { key: "secret" }],
    ["a label that does not survive storing", { label: "\0" }],
  ])("with %s is refused", (_, fields) => {
    expect(KeyRequest.safeParse({ label: "K", scopes: ["read"], ...fields }).success).toBe(false);
  });
});

describe("the manual clock", () => {
  test.each([{ now: 0 }, { now: 9_999_999_999_999 }, { advance: 86_400_000 }])("takes %j", (body) => {
    expect(ClockRequest.safeParse(body).success).toBe(true);
  });

  test.each([
    {},
    { now: -1 },
    { now: 1.5 },
    { advance: -1 },
    { now: 1, advance: 1 },
    { now: "1" },
    { now: NaN },
  ])("refuses %j", (body) => {
    expect(ClockRequest.safeParse(body).success).toBe(false);
  });
});
