import { describe, expect, test } from "vitest";
import { definitionFrom } from "./reading.ts";
import {
  ACROSS,
  across,
  all,
  any,
  audience,
  between,
  clause,
  compared,
  event,
  exact,
  inOneEvent,
  listed,
  matching,
  not,
  SAME_EVENT,
  SAME_SESSION,
  sequence,
  step,
} from "./ga4-documents.ts";

const includeOf = (document: unknown) => definitionFrom("ga4", document).include;

test("an audience as the Admin API answers it becomes a whole definition", () => {
  const document = {
    name: "properties/123456/audiences/789",
    displayName: "Boot buyers to be",
    description: "Viewed boots, bought nothing",
    membershipDurationDays: 30,
    adsPersonalizationEnabled: true,
    eventTrigger: null,
    exclusionDurationMode: "EXCLUDE_PERMANENTLY",
    createTime: "2026-03-01T09:00:00Z",
    filterClauses: [
      {
        clauseType: "INCLUDE",
        filter: "simpleFilter",
        simpleFilter: {
          scope: ACROSS,
          filterExpression: {
            expr: "andGroup",
            andGroup: {
              filterExpressions: [
                {
                  orGroup: {
                    filterExpressions: [
                      {
                        eventFilter: {
                          eventName: "view_item",
                          eventParameterFilterExpression: all(exact("item_category", "boots")),
                        },
                      },
                    ],
                  },
                },
                any({
                  dimensionOrMetricFilter: {
                    fieldName: "country",
                    oneFilter: "inListFilter",
                    atAnyPointInTime: false,
                    inAnyNDayPeriod: 0,
                    inListFilter: { values: ["Germany", "Türkiye"], caseSensitive: false },
                  },
                }),
              ],
            },
          },
        },
      },
      clause(ACROSS, all(exact("eventName", "purchase", { atAnyPointInTime: true })), "EXCLUDE"),
    ],
  };
  expect(definitionFrom("ga4", document)).toEqual({
    v: 1,
    name: "Boot buyers to be",
    of: "all",
    include: {
      and: [
        { event: "view_item", where: [{ prop: "item.item_category", op: "eq", value: "boots" }] },
        { profile: "country", op: "in", value: ["DE", "TR"] },
      ],
    },
    exclude: [{ mode: "permanent", rule: { event: "purchase" } }],
    membership: { mode: "sticky", for: "30d" },
  });
});

describe("across all sessions", () => {
  test.each<[string, object, unknown]>([
    ["an event's name", exact("eventName", "purchase"), { event: "purchase" }],
    [
      "names of events whatever caseSensitive says",
      matching("eventName", "EXACT", "purchase", false),
      { event: "purchase" },
    ],
    [
      "one of several names",
      listed("eventName", ["view_item", "add_to_cart"]),
      { or: [{ event: "view_item" }, { event: "add_to_cart" }] },
    ],
    [
      "the last days",
      exact("eventName", "purchase", { inAnyNDayPeriod: 7 }),
      { event: "purchase", within: "7d" },
    ],
    [
      "any days of a life",
      exact("eventName", "purchase", { inAnyNDayPeriod: 7, atAnyPointInTime: true }),
      { event: "purchase" },
    ],
    ["an event filter", event("add_to_cart"), { event: "add_to_cart" }],
    [
      "parameters by their own names",
      event("purchase", compared("value", "GREATER_THAN", { doubleValue: 49.5 }), exact("coupon", "SPRING")),
      {
        event: "purchase",
        where: [
          { prop: "value", op: "gt", value: 49.5 },
          { prop: "coupon", op: "eq", value: "SPRING" },
        ],
      },
    ],
    [
      "an own parameter, by its dimension too",
      any(event("sign_up", exact("plan", "pro")), event("sign_up", exact("customEvent:plan", "max"))),
      {
        or: [
          { event: "sign_up", where: [{ prop: "params.plan", op: "eq", value: "pro" }] },
          { event: "sign_up", where: [{ prop: "params.plan", op: "eq", value: "max" }] },
        ],
      },
    ],
    [
      "a negated parameter",
      event("page_view", not(exact("page_path", "/"))),
      { event: "page_view", where: [{ prop: "page.path", op: "neq", value: "/" }] },
    ],
    [
      "alternatives of parameters",
      event("view_item", any(exact("item_brand", "a"), exact("item_id", "1"))),
      {
        or: [
          { event: "view_item", where: [{ prop: "item.item_brand", op: "eq", value: "a" }] },
          { event: "view_item", where: [{ prop: "item.item_id", op: "eq", value: "1" }] },
        ],
      },
    ],
    [
      "a number between two",
      event("purchase", between("value", { int64Value: "10" }, { int64Value: "20" })),
      {
        event: "purchase",
        where: [
          { prop: "value", op: "gte", value: 10 },
          { prop: "value", op: "lte", value: 20 },
        ],
      },
    ],
    [
      "the days of parameters",
      event("purchase", exact("coupon", "x", { inAnyNDayPeriod: 60 })),
      { event: "purchase", where: [{ prop: "coupon", op: "eq", value: "x" }], within: "60d" },
    ],
    [
      "more than two events",
      event("view_item", compared("eventCount", "GREATER_THAN", { int64Value: "2" })),
      { event: "view_item", count: { gte: 3 } },
    ],
    [
      "more than two events in the last days",
      event("view_item", compared("eventCount", "GREATER_THAN", { int64Value: 2 }, { inAnyNDayPeriod: 14 })),
      { event: "view_item", count: { gte: 3 }, within: "14d" },
    ],
    [
      "exactly two events",
      event("view_item", compared("eventCount", "EQUAL", { int64Value: "2" })),
      { event: "view_item", count: { eq: 2 } },
    ],
    [
      "fewer than three events, of which there is one",
      event("view_item", compared("eventCount", "LESS_THAN", { int64Value: "3" })),
      { event: "view_item", count: { gte: 1, lte: 2 } },
    ],
    [
      "between two and five events",
      event("view_item", between("eventCount", { int64Value: "2" }, { int64Value: "5" })),
      { event: "view_item", count: { gte: 2, lte: 5 } },
    ],
    [
      "a count that was reached at any time",
      event(
        "view_item",
        compared("eventCount", "GREATER_THAN", { int64Value: "2" }, { atAnyPointInTime: true }),
      ),
      { event: "view_item", count: { gte: 3 } },
    ],
    [
      "a dimension of any event",
      matching("pageLocation", "CONTAINS", "sale"),
      { event: "*", where: [{ prop: "page.url", op: "contains", value: "sale" }] },
    ],
    [
      "the beginning of a path",
      matching("pagePath", "BEGINS_WITH", "/boots"),
      { event: "*", where: [{ prop: "page.path", op: "starts_with", value: "/boots" }] },
    ],
    [
      "a host without regard to case, because hosts have none",
      matching("hostName", "EXACT", "Shop.example", false),
      { event: "*", where: [{ prop: "page.host", op: "eq", value: "shop.example" }] },
    ],
    [
      "text that has no case",
      matching("pagePath", "EXACT", "/2026/", false),
      { event: "*", where: [{ prop: "page.path", op: "eq", value: "/2026/" }] },
    ],
    ["a device", exact("deviceCategory", "smart tv"), { profile: "device", op: "eq", value: "tv" }],
    [
      "devices whatever caseSensitive says",
      listed("deviceCategory", ["Mobile", "tablet"], false),
      { profile: "device", op: "in", value: ["mobile", "tablet"] },
    ],
    ["a country by its name", exact("country", "Hong Kong"), { profile: "country", op: "eq", value: "HK" }],
    ["a country by its code", exact("countryId", "AT"), { profile: "country", op: "eq", value: "AT" }],
    ["a language", exact("languageCode", "en-US"), { profile: "language", op: "eq", value: "en-us" }],
    [
      "where somebody first came from, at any time",
      exact("firstUserSource", "newsletter", { atAnyPointInTime: true }),
      { profile: "first_source", op: "eq", value: "newsletter" },
    ],
    [
      "the first medium",
      exact("firstUserMedium", "cpc"),
      { profile: "first_medium", op: "eq", value: "cpc" },
    ],
    [
      "the first campaign",
      matching("firstUserCampaignName", "CONTAINS", "spring"),
      { profile: "first_campaign", op: "contains", value: "spring" },
    ],
    ["the source", exact("source", "google"), { profile: "last_source", op: "eq", value: "google" }],
    ["the medium", exact("medium", "email"), { profile: "last_medium", op: "eq", value: "email" }],
    [
      "the campaign",
      matching("campaignName", "BEGINS_WITH", "sale-"),
      { profile: "last_campaign", op: "starts_with", value: "sale-" },
    ],
    [
      "the session's source",
      exact("sessionSource", "bing"),
      { profile: "last_source", op: "eq", value: "bing" },
    ],
    [
      "the session's medium",
      exact("sessionMedium", "cpc"),
      { profile: "last_medium", op: "eq", value: "cpc" },
    ],
    [
      "the session's campaign",
      exact("sessionCampaignName", "x"),
      { profile: "last_campaign", op: "eq", value: "x" },
    ],
  ])("%s", (_, expression, include) => {
    expect(includeOf(across(expression))).toEqual(include);
  });

  test("a negated filter is negated as a whole", () => {
    expect(includeOf(across(event("view_item"), not(exact("eventName", "purchase"))))).toEqual({
      and: [{ event: "view_item" }, { not: { event: "purchase" } }],
    });
  });

  test("several clauses are all met", () => {
    const clauses = [
      clause(ACROSS, all(event("a"), event("b"))),
      clause(ACROSS, all(any(event("c"), event("d")))),
    ];
    expect(includeOf(audience(clauses))).toEqual({
      and: [{ event: "a" }, { event: "b" }, { or: [{ event: "c" }, { event: "d" }] }],
    });
  });
});

describe("within one event", () => {
  test("all filters are conditions on the same event", () => {
    const document = inOneEvent(
      exact("eventName", "view_item"),
      exact("itemCategory", "boots"),
      not(exact("pagePath", "/sale")),
    );
    expect(includeOf(document)).toEqual({
      event: "view_item",
      where: [
        { prop: "item.item_category", op: "eq", value: "boots" },
        { prop: "page.path", op: "neq", value: "/sale" },
      ],
    });
  });

  test("alternatives that an event cannot be at once are told apart", () => {
    const document = inOneEvent(
      any(event("view_item"), event("add_to_cart")),
      any(exact("itemId", "1"), event("view_item")),
    );
    const isFirst = { prop: "item.item_id", op: "eq", value: "1" };
    expect(includeOf(document)).toEqual({
      or: [
        { event: "view_item", where: [isFirst] },
        { event: "view_item" },
        { event: "add_to_cart", where: [isFirst] },
      ],
    });
  });

  test("what never changes may be asked of the profile", () => {
    const document = inOneEvent(event("purchase"), not(exact("firstUserMedium", "cpc")));
    expect(includeOf(document)).toEqual({
      and: [{ event: "purchase" }, { not: { profile: "first_medium", op: "eq", value: "cpc" } }],
    });
  });
});

test("within one session, what one event is enough for is the same as anywhere", () => {
  const document = audience([clause(SAME_SESSION, all(any(event("view_item"), event("search"))))]);
  expect(includeOf(document)).toEqual({ or: [{ event: "view_item" }, { event: "search" }] });
});

describe("a sequence", () => {
  test("keeps its times and its order", () => {
    const document = audience([
      sequence(
        [
          step(all(event("view_item")), { immediatelyFollows: true, constraintDuration: "5s" }),
          step(all(event("add_to_cart", exact("item_id", "1"))), { constraintDuration: "5400s" }),
          step(all(event("begin_checkout")), { immediatelyFollows: true }),
        ],
        { sequenceMaximumDuration: "86400s" },
      ),
    ]);
    expect(includeOf(document)).toEqual({
      sequence: [
        { event: "view_item" },
        { event: "add_to_cart", where: [{ prop: "item.item_id", op: "eq", value: "1" }], within: "90m" },
        { event: "begin_checkout", directly: true },
      ],
      within: "1d",
    });
  });

  test("with alternatives becomes several", () => {
    const steps = [step(all(any(event("a"), event("b")))), step(all(event("c")), { scope: ACROSS })];
    expect(includeOf(audience([sequence(steps)]))).toEqual({
      or: [{ sequence: [{ event: "a" }, { event: "c" }] }, { sequence: [{ event: "b" }, { event: "c" }] }],
    });
  });

  test("of one step is an event", () => {
    const document = audience([sequence([step(all(event("a")))], { sequenceMaximumDuration: "60s" })]);
    expect(includeOf(document)).toEqual({ event: "a", within: "1m" });
  });

  test("can be excluded", () => {
    const steps = [step(all(event("a"))), step(all(event("b")))];
    const document = audience([clause(ACROSS, all(event("a"))), sequence(steps, {}, "EXCLUDE")], {
      exclusionDurationMode: "EXCLUDE_TEMPORARILY",
    });
    expect(definitionFrom("ga4", document).exclude).toEqual([
      { mode: "temporary", rule: { sequence: [{ event: "a" }, { event: "b" }] } },
    ]);
  });
});

test.each([
  ["EXCLUDE_TEMPORARILY", "temporary"],
  ["AUDIENCE_EXCLUDE_TEMPORARILY", "temporary"],
  ["EXCLUDE_PERMANENTLY", "permanent"],
  ["AUDIENCE_EXCLUDE_PERMANENTLY", "permanent"],
])("%s excludes %s", (exclusionDurationMode, mode) => {
  const clauses = [clause(ACROSS, all(event("a"))), clause(SAME_EVENT, all(event("b")), "EXCLUDE")];
  const { exclude } = definitionFrom("ga4", audience(clauses, { exclusionDurationMode }));
  expect(exclude).toEqual([{ mode, rule: { event: "b" } }]);
});

test.each([
  [1, "1d"],
  [540, "540d"],
])("members stay for %d days", (membershipDurationDays, time) => {
  const document = audience([clause(ACROSS, all(event("a")))], { membershipDurationDays });
  expect(definitionFrom("ga4", document).membership).toEqual({ mode: "sticky", for: time });
});

test("text that GA4 compares without regard to case is compared with it only where the caller says so", () => {
  const document = across(matching("source", "EXACT", "Newsletter", false));
  expect(definitionFrom("ga4", document, { isCaseKept: true }).include).toEqual({
    profile: "last_source",
    op: "eq",
    value: "Newsletter",
  });
});
