import { describe, expect, test } from "vitest";
import {
  all,
  any,
  cohort,
  counted,
  did,
  inOrder,
  insight,
  named,
  ofEvent,
  ofPerson,
  stopped,
} from "./posthog-documents.ts";
import { definitionFrom } from "./reading.ts";

const includeOf = (document: unknown, isCaseKept = false) =>
  definitionFrom("posthog", document, { isCaseKept }).include;

test("a cohort as the API answers it becomes a whole definition", () => {
  const document = {
    id: 42,
    name: "Mobile buyers from Austria",
    description: "",
    groups: [],
    query: null,
    deleted: false,
    is_calculating: false,
    created_by: { id: 1, uuid: "0190", first_name: "Ada" },
    created_at: "2026-03-01T09:00:00Z",
    last_calculation: "2026-03-02T09:00:00Z",
    errors_calculating: 0,
    count: 17,
    is_static: false,
    cohort_type: "realtime",
    experiment_set: [],
    filters: {
      properties: {
        type: "OR",
        values: [
          {
            type: "AND",
            values: [
              {
                key: "order_placed",
                type: "behavioral",
                value: "performed_event_multiple",
                negation: false,
                operator: "gte",
                event_type: "events",
                operator_value: 2,
                explicit_datetime: "-30d",
                event_filters: [{ key: "value", type: "event", value: "100", operator: "gt" }],
                bytecode: ["_H", 1],
                conditionHash: "f9c616030a87e68f",
              },
              { key: "$device_type", type: "person", value: ["Mobile"], negation: false, operator: "exact" },
              {
                key: "$geoip_country_code",
                type: "person",
                value: ["AT"],
                negation: false,
                operator: "exact",
              },
            ],
          },
        ],
      },
    },
  };
  expect(definitionFrom("posthog", document)).toEqual({
    v: 1,
    name: "Mobile buyers from Austria",
    of: "all",
    include: {
      and: [
        {
          event: "order_placed",
          where: [{ prop: "value", op: "gt", value: 100 }],
          count: { gte: 2 },
          within: "30d",
        },
        { profile: "device", op: "eq", value: "mobile" },
        { profile: "country", op: "eq", value: "AT" },
      ],
    },
    exclude: [],
    membership: { mode: "live" },
  });
});

describe("what somebody did", () => {
  test.each<[string, object, unknown]>([
    ["an event", did("order"), { event: "order", within: "30d" }],
    ["a page view", did("$pageview"), { event: "page_view", within: "30d" }],
    ["an identification", did("$identify"), { event: "identify", within: "30d" }],
    ["a date in hours", did("order", { explicit_datetime: "-24h" }), { event: "order", within: "1d" }],
    ["a date in weeks", did("order", { explicit_datetime: "-2w" }), { event: "order", within: "14d" }],
    [
      "both forms of the same time",
      did("order", { explicit_datetime: "-1w", time_value: "7", time_interval: "day" }),
      { event: "order", within: "7d" },
    ],
    ["minutes", did("order", { time_value: 90, time_interval: "minute" }), { event: "order", within: "90m" }],
    ["what did not happen", did("order", { negation: true }), { not: { event: "order", within: "30d" } }],
    ["at least twice", counted("gte", 2), { event: "order", count: { gte: 2 }, within: "30d" }],
    ["more than twice", counted("gt", "2"), { event: "order", count: { gte: 3 }, within: "30d" }],
    [
      "at most twice, and once",
      counted("lte", 2),
      { event: "order", count: { gte: 1, lte: 2 }, within: "30d" },
    ],
    [
      "less than twice, and once",
      counted("lt", 2),
      { event: "order", count: { gte: 1, lte: 1 }, within: "30d" },
    ],
    ["exactly twice", counted("exact", 2), { event: "order", count: { eq: 2 }, within: "30d" }],
    ["as often as another word says", counted("eq", 2), { event: "order", count: { eq: 2 }, within: "30d" }],
    ["twice without a word", counted(null, 2), { event: "order", count: { eq: 2 }, within: "30d" }],
    [
      "one thing after another",
      inOrder(),
      { sequence: [{ event: "view" }, { event: "order", within: "2h" }], within: "30d" },
    ],
    [
      "what stopped",
      stopped(),
      {
        and: [{ event: "view", within: "30d" }, { not: { event: "view", within: "7d" } }],
      },
    ],
    [
      "properties of the event",
      did("order", {
        event_filters: [
          { key: "$current_url", value: "/2026/", operator: "icontains" },
          ofEvent("plan", "exact", "pro"),
        ],
      }),
      {
        event: "order",
        where: [
          { prop: "page.url", op: "contains", value: "/2026/" },
          { prop: "params.plan", op: "eq", value: "pro" },
        ],
        within: "30d",
      },
    ],
    [
      "properties of the event that are kept of the profile",
      did("order", { event_filters: [ofEvent("utm_source", "exact", "news")] }),
      {
        and: [
          { event: "order", within: "30d" },
          { profile: "last_source", op: "eq", value: "news" },
        ],
      },
    ],
  ])("%s", (_, condition, include) => {
    const other = { event: "other", within: "30d" };
    const rules = (include as { and?: unknown[] }).and ?? [include];
    expect(includeOf(cohort(all(condition, did("other"))))).toEqual({ and: [...rules, other] });
  });
});

describe("what somebody is", () => {
  test.each<[string, object, unknown]>([
    [
      "a country",
      ofPerson("$geoip_country_code", "exact", "DE"),
      { profile: "country", op: "eq", value: "DE" },
    ],
    [
      "one of several countries",
      ofPerson("$geoip_country_code", "exact", ["DE", "AT"]),
      { profile: "country", op: "in", value: ["DE", "AT"] },
    ],
    [
      "none of several countries",
      ofPerson("$geoip_country_code", "is_not", ["DE", "AT"]),
      { profile: "country", op: "nin", value: ["DE", "AT"] },
    ],
    [
      "no device",
      ofPerson("$device_type", "is_not", "Desktop"),
      { profile: "device", op: "neq", value: "desktop" },
    ],
    ["a known device", ofPerson("$device_type", "is_set"), { profile: "device", op: "exists", value: true }],
    [
      "no known device",
      ofPerson("$device_type", "is_not_set", "is_not_set"),
      { profile: "device", op: "exists", value: false },
    ],
    [
      "a language",
      ofPerson("$browser_language", "exact", "de-AT"),
      { profile: "language", op: "eq", value: "de-at" },
    ],
    [
      "the source",
      ofPerson("utm_source", "exact", "News"),
      { profile: "last_source", op: "eq", value: "News" },
    ],
    [
      "the medium",
      ofPerson("utm_medium", "exact", "cpc"),
      { profile: "last_medium", op: "eq", value: "cpc" },
    ],
    [
      "the campaign",
      ofPerson("utm_campaign", "exact", "x"),
      { profile: "last_campaign", op: "eq", value: "x" },
    ],
    [
      "the first source",
      ofPerson("$initial_utm_source", "exact", "a"),
      { profile: "first_source", op: "eq", value: "a" },
    ],
    [
      "the first medium",
      ofPerson("$initial_utm_medium", "exact", "a"),
      { profile: "first_medium", op: "eq", value: "a" },
    ],
    [
      "the first campaign",
      ofPerson("$initial_utm_campaign", "exact", "a"),
      { profile: "first_campaign", op: "eq", value: "a" },
    ],
    [
      "part of a campaign, where it has no case",
      ofPerson("utm_campaign", "icontains", "2026"),
      { profile: "last_campaign", op: "contains", value: "2026" },
    ],
    [
      "no part of a campaign",
      ofPerson("utm_campaign", "not_icontains", "2026"),
      { not: { profile: "last_campaign", op: "contains", value: "2026" } },
    ],
    [
      "a negated condition",
      ofPerson("utm_source", "exact", "a", { negation: true }),
      { not: { profile: "last_source", op: "eq", value: "a" } },
    ],
    [
      "a negated negation",
      ofPerson("utm_campaign", "not_icontains", "7", { negation: true }),
      { profile: "last_campaign", op: "contains", value: "7" },
    ],
  ])("%s", (_, condition, include) => {
    expect(includeOf(cohort(all(any(did("order")), condition)))).toEqual({
      and: [{ event: "order", within: "30d" }, include],
    });
  });
});

const happened = (event: string) => ({ event, within: "30d" });

test("groups in groups keep their shape, without needless ones", () => {
  const document = any(all(did("a"), any(did("b"), did("c"))), all(any(any(did("d")))));
  expect(includeOf(document)).toEqual({
    or: [{ and: [happened("a"), { or: [happened("b"), happened("c")] }] }, happened("d")],
  });
});

const where = (prop: string, op: string, value: unknown) => ({
  event: "page_view",
  where: [{ prop, op, value }],
});

describe("a group of properties of events", () => {
  test.each<[string, object, unknown]>([
    [
      "an address",
      ofEvent("$current_url", "exact", "https://a.example/B"),
      where("page.url", "eq", "https://a.example/B"),
    ],
    ["a path", ofEvent("$pathname", "is_not", "/"), where("page.path", "neq", "/")],
    ["a host", ofEvent("$host", "icontains", "Shop."), where("page.host", "contains", "shop.")],
    ["a referrer", ofEvent("$referrer", "is_set"), where("page.referrer", "exists", true)],
    ["a title", ofEvent("title", "exact", "Boots"), where("page.title", "eq", "Boots")],
    ["an amount that is text", ofEvent("value", "gte", "9.5"), where("value", "gte", 9.5)],
    ["an amount", ofEvent("value", "exact", [5, "6"]), where("value", "in", [5, 6])],
    ["a text of digits", ofEvent("transaction_id", "exact", 5), where("transaction_id", "eq", "5")],
    ["an own text", ofEvent("plan", "exact", ["pro", "max"]), where("params.plan", "in", ["pro", "max"])],
    [
      "an own number, which may have been sent as text",
      ofEvent("size", "exact", "9"),
      where("params.size", "in", ["9", 9]),
    ],
    [
      "an own truth value, likewise",
      ofEvent("trial", "is_not", true),
      where("params.trial", "nin", ["true", true]),
    ],
    ["an own number to be below", ofEvent("size", "lt", 9), where("params.size", "lt", 9)],
    [
      "an item's name at the event, which is an own parameter",
      ofEvent("item_id", "exact", "a"),
      where("params.item_id", "eq", "a"),
    ],
  ])("%s", (_, condition, include) => {
    expect(includeOf(all(named("$pageview"), condition))).toEqual(include);
  });

  test("without a name is about any event", () => {
    expect(includeOf(all(ofEvent("$pathname", "exact", "/")))).toEqual({
      event: "*",
      where: [{ prop: "page.path", op: "eq", value: "/" }],
    });
  });

  test("has all its conditions on one event, each way of its own", () => {
    const document = all(
      named(["$pageview", "order"]),
      any(ofEvent("$pathname", "exact", "/a"), ofEvent("utm_source", "exact", "news")),
    );
    const isPath = [{ prop: "page.path", op: "eq", value: "/a" }];
    const isNews = { profile: "last_source", op: "eq", value: "news" };
    expect(includeOf(document)).toEqual({
      or: [
        { event: "page_view", where: isPath },
        { and: [{ event: "page_view" }, isNews] },
        { event: "order", where: isPath },
        { and: [{ event: "order" }, isNews] },
      ],
    });
  });

  test("may ask for the profile in between", () => {
    const document = all(
      ofEvent("$device_type", "exact", "Tablet"),
      any(ofPerson("utm_medium", "exact", "cpc"), did("a")),
    );
    expect(includeOf(document)).toEqual({
      and: [
        { profile: "device", op: "eq", value: "tablet" },
        {
          or: [
            { profile: "last_medium", op: "eq", value: "cpc" },
            { event: "a", within: "30d" },
          ],
        },
      ],
    });
  });
});

describe("an insight", () => {
  const onPath = { prop: "page.path", op: "eq", value: "/" };

  test("is about its event, in its time", () => {
    const document = insight(all(all(ofEvent("$pathname", "exact", "/"))), { date_from: "-7d" });
    expect(includeOf(document)).toEqual({ event: "page_view", where: [onPath], within: "7d" });
  });

  test("takes the event's own properties too", () => {
    const events = [{ id: "order", type: "events", properties: [ofEvent("coupon", "is_set")] }];
    expect(includeOf(insight([ofEvent("$pathname", "exact", "/")], { events }))).toEqual({
      event: "order",
      where: [{ prop: "coupon", op: "exists", value: true }, onPath],
    });
  });

  test("about all events and a kind of people needs some event in its time", () => {
    const document = insight([ofPerson("utm_source", "exact", "a")], {
      events: [{ id: null, name: "All events", type: "events" }],
      date_from: "-7d",
    });
    expect(includeOf(document)).toEqual({
      and: [
        { event: "*", within: "7d" },
        { profile: "last_source", op: "eq", value: "a" },
      ],
    });
  });

  test("without properties is about its event", () => {
    expect(includeOf(insight(null))).toEqual({ event: "page_view" });
    expect(includeOf(insight(all()))).toEqual({ event: "page_view" });
  });
});

test.each([
  ["a group", all(did("a")), "Imported from PostHog"],
  ["a cohort without a name", cohort(all(did("a")), { name: "" }), "Imported from PostHog"],
  ["a cohort", cohort(all(did("a")), { name: "Buyers" }), "Buyers"],
])("%s gets a name", (_, document, name) => {
  expect(definitionFrom("posthog", document).name).toBe(name);
});

test("text that PostHog compares without regard to case is compared with it only where the caller says so", () => {
  expect(includeOf(all(ofEvent("$pathname", "icontains", "/Boots")), true)).toEqual({
    event: "*",
    where: [{ prop: "page.path", op: "contains", value: "/Boots" }],
  });
});
