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
import { pointersFrom } from "./reading.ts";

const pointers = (document: unknown) => pointersFrom("posthog", document);

/** Behind a condition that is fine. */
const second = (condition: object) => all(did("order"), condition);

describe("what is none of PostHog's documents is refused where it is wrong", () => {
  test.each<[string, unknown, string[]]>([
    ["nothing", null, [""]],
    ["a list", [], [""]],
    ["an unknown field", cohort(all(did("a")), { color: "red" }), ["/color"]],
    ["an unknown field of a group", { ...all(did("a")), color: 1 }, ["/color"]],
    ["an unknown field of a condition", all(did("a", { weight: 1 })), ["/values/0/weight"]],
    ["a group that is neither", { type: "XOR", values: [did("a")] }, ["/type"]],
    ["a cohort without a group", { ...cohort({}), filters: {} }, ["/filters"]],
    ["a negation that is text", second(did("a", { negation: "true" })), ["/values/1/negation"]],
    ["an empty group", cohort(all()), ["/filters/properties/values"]],
    ["an empty group in a group", all(did("a"), any()), ["/values/1/values"]],
  ])("%s", (_, document, where) => {
    expect(pointers(document)).toEqual(where);
  });
});

describe("what an audience cannot say is refused where it stands", () => {
  test.each<[string, object, string[]]>([
    ["what happened for the first time", did("a", { value: "performed_event_first_time" }), ["/value"]],
    [
      "what is done regularly",
      did("a", {
        value: "performed_event_regularly",
        operator: "gte",
        operator_value: 1,
        min_periods: 3,
        total_periods: 4,
      }),
      ["/value"],
    ],
    ["what began again", stopped({ value: "restarted_performing_event" }), ["/value"]],
    ["a behaviour that does not exist", did("a", { value: "performed_poorly" }), ["/value"]],
    ["an action", did(7, { event_type: "actions" }), ["/event_type"]],
    ["an event of PostHog", did("$autocapture"), ["/key"]],
    ["a name that events cannot have", did("sign up"), ["/key"]],
    ["a month", did("a", { time_interval: "month" }), ["/time_interval"]],
    ["a month in one field", did("a", { explicit_datetime: "-1m" }), ["/explicit_datetime"]],
    ["a day of the calendar", did("a", { explicit_datetime: "2026-03-01" }), ["/explicit_datetime"]],
    ["the end of a window", did("a", { explicit_datetime_to: "-7d" }), ["/explicit_datetime_to"]],
    ["no time", did("a", { time_value: 0 }), ["/time_value"]],
    ["half a day", did("a", { time_value: 0.5 }), ["/time_value"]],
    ["no window", did("a", { time_value: null, time_interval: null }), [""]],
    [
      "two different times",
      did("a", { explicit_datetime: "-7d", time_value: 8, time_interval: "day" }),
      ["/explicit_datetime"],
    ],
    ["541 days", did("a", { explicit_datetime: "-541d" }), [""]],
    [
      "how often, of what only happened",
      did("a", { operator: "gte", operator_value: 2 }),
      ["/operator", "/operator_value"],
    ],
    ["an event that did not happen", counted("lte", 0), ["/operator_value"]],
    ["none", counted("exact", 0), ["/operator_value"]],
    ["a comparison that counts do not have", counted("is_not", 2), ["/operator"]],
    ["half an event", counted("gte", 1.5), [""]],
    ["no number of events", counted("gte", null), [""]],
    [
      "the second of two events that is an action",
      inOrder({ seq_event_type: "actions" }),
      ["/seq_event_type"],
    ],
    ["the second of two events that is PostHog's", inOrder({ seq_event: "$rageclick" }), ["/seq_event"]],
    ["no time between two events", inOrder({ seq_time_value: null }), [""]],
    ["a year between two events", inOrder({ seq_time_interval: "year" }), ["/seq_time_interval"]],
    [
      "properties of one of two events",
      inOrder({ event_filters: [ofEvent("plan", "exact", "pro")] }),
      ["/event_filters"],
    ],
    [
      "a person's property of an event",
      did("a", { event_filters: [ofPerson("utm_source", "exact", "a")] }),
      ["/event_filters/0/type"],
    ],
    [
      "a query inside a condition",
      did("a", { event_filters: [{ type: "hogql", key: "1 = 1" }] }),
      ["/event_filters/0/type"],
    ],
    ["a cohort", { type: "cohort", key: "id", value: 12 }, ["/value"]],
    ["a static cohort", { type: "static-cohort", key: "id", value: 12 }, ["/value"]],
    ["a query", { type: "hogql", key: "properties.a = 1" }, ["/type"]],
    ["a group of people", { type: "group", key: "plan", value: "pro", group_type_index: 0 }, ["/type"]],
    ["a person's property that is not kept", ofPerson("email", "icontains", "@acme.example"), ["/key"]],
    [
      "a person's property with a name that every object has",
      ofPerson("constructor", "exact", "a"),
      ["/key"],
    ],
    ["a device that is none", ofPerson("$device_type", "exact", ["Mobile", "Console"]), ["/value/1"]],
    ["a country that is none", ofPerson("$geoip_country_code", "exact", "XX"), ["/value"]],
    ["part of a country", ofPerson("$geoip_country_code", "icontains", "D"), ["/value"]],
    ["part of a text without regard to case", ofPerson("utm_source", "icontains", "News"), ["/value"]],
    ["a regular expression", ofPerson("utm_source", "regex", ".*"), ["/operator"]],
    ["a date", ofPerson("utm_source", "is_date_before", "2026-03-01"), ["/operator"]],
    ["text as a number", ofPerson("utm_source", "gt", 5), ["/operator"]],
    ["nothing to compare with", ofPerson("utm_source", "exact"), [""]],
    ["an empty list", ofPerson("utm_source", "exact", []), ["/value"]],
    ["several texts to contain", ofPerson("utm_source", "icontains", ["1", "2"]), [""]],
    ["a text longer than a definition may have", ofPerson("utm_source", "exact", "x".repeat(501)), [""]],
    [
      "a count of a property",
      ofPerson("utm_source", "exact", "a", { operator_value: 2 }),
      ["/operator_value"],
    ],
  ])("%s", (_, condition, inside) => {
    expect(pointers(second(condition))).toEqual(inside.map((pointer) => `/values/1${pointer}`));
  });

  test.each<[string, object, string[]]>([
    ["a property that only PostHog has", ofEvent("$browser", "exact", "Chrome"), ["/key"]],
    ["a name that no parameter has", ofEvent("my plan", "exact", "pro"), ["/key"]],
    ["a number that is none", ofEvent("value", "exact", "many"), ["/value"]],
    ["a number to be above that is none", ofEvent("value", "gt", "many"), ["/value"]],
    ["part of a number", ofEvent("value", "icontains", "5"), ["/value"]],
    ["what an event does not contain", ofEvent("$pathname", "not_icontains", "/2/"), ["/operator"]],
    ["a negated condition", ofEvent("$pathname", "exact", "/", { negation: true }), ["/negation"]],
    ["part of an event's name", named("$page", "icontains"), ["/operator"]],
    ["no name", named([]), ["/value"]],
    ["a name that is a number", named(7), ["/value"]],
    ["something else about an event", { ...named("a"), key: "distinct_id" }, ["/key"]],
  ])("%s", (_, condition, inside) => {
    expect(pointers(second(condition))).toEqual(inside.map((pointer) => `/values/1${pointer}`));
  });

  const fine = all(did("a"));
  test.each<[string, unknown, string[]]>([
    ["a list of people", cohort(fine, { is_static: true }), ["/is_static"]],
    ["the older form of a cohort", cohort(fine, { groups: [{ properties: [] }] }), ["/groups"]],
    ["a cohort that is a query", cohort(fine, { query: { kind: "ActorsQuery" } }), ["/query"]],
    ["a name of 101 characters", cohort(fine, { name: "x".repeat(101) }), ["/name"]],
    ["nothing but negations", all(did("a", { negation: true })), ["/values/0"]],
    ["an event of two names", all(named("a"), named("b")), [""]],
    [
      "a group six rules deep",
      all(any(all(any(all(any(did("a"), did("b")), did("c")), did("d")), did("e")), did("f")), did("g")),
      ["/values/0/values/0/values/0/values/0/values/0"],
    ],
    ["two events of an insight", insight(null, { events: [{ id: "a" }, { id: "b" }] }), ["/events"]],
    ["no event of an insight", insight(null, { events: [] }), ["/events"]],
    [
      "an insight about an action",
      insight(null, { events: [{ id: 5, type: "actions" }] }),
      ["/events/0/type"],
    ],
    ["an insight about actions", insight(null, { actions: [{ id: 5 }] }), ["/actions"]],
    ["a funnel", insight(null, { insight: "FUNNELS" }), ["/insight"]],
    [
      "the first time of an event",
      insight(null, { events: [{ id: "a", math: "first_time_for_user" }] }),
      ["/events/0/math"],
    ],
    ["the end of an insight's time", insight(null, { date_to: "-1d" }), ["/date_to"]],
    ["an insight since a day", insight(null, { date_from: "2026-03-01" }), ["/date_from"]],
    [
      "an insight without test accounts",
      insight(null, { filter_test_accounts: true }),
      ["/filter_test_accounts"],
    ],
    ["an insight that is broken down", insight(null, { breakdown: "$browser" }), ["/breakdown"]],
  ])("%s", (_, document, where) => {
    expect(pointers(document)).toEqual(where);
  });
});

test("every place is named at once", () => {
  const document = cohort(
    any(all(did("$autocapture", { time_interval: "year" })), ofPerson("email", "is_set")),
    {
      is_static: true,
    },
  );
  expect(pointers(document)).toEqual([
    "/filters/properties/values/0/values/0/key",
    "/filters/properties/values/0/values/0/time_interval",
    "/filters/properties/values/1/key",
    "/is_static",
  ]);
});
