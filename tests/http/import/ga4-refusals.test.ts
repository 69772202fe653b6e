import { describe, expect, test } from "vitest";
import { errorsFrom, pointersFrom } from "./reading.ts";
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

const pointers = (document: unknown) => pointersFrom("ga4", document);

/** Where the first filter of the first clause stands. */
const FIRST =
  "/filterClauses/0/simpleFilter/filterExpression/andGroup/filterExpressions/0/orGroup/filterExpressions/0";
const FILTER = `${FIRST}/dimensionOrMetricFilter`;
const PARAMETER = `${FIRST}/eventFilter/eventParameterFilterExpression/andGroup/filterExpressions/0/dimensionOrMetricFilter`;
const SEQUENCE = "/filterClauses/0/sequenceFilter";
const ok = clause(ACROSS, all(event("a")));

describe("what is no audience of GA4 is refused where it is wrong", () => {
  test.each<[string, unknown, string[]]>([
    ["nothing", null, [""]],
    ["a list", [], [""]],
    ["no name", { ...audience([ok]), displayName: undefined }, [""]],
    ["an empty name", audience([ok], { displayName: "" }), ["/displayName"]],
    ["a name of 101 characters", audience([ok], { displayName: "x".repeat(101) }), ["/displayName"]],
    ["no clause", audience([]), ["/filterClauses"]],
    ["an unknown field", audience([ok], { appAudience: true }), ["/appAudience"]],
    ["an unknown field inside", audience([{ ...ok, weight: 1 }]), ["/filterClauses/0/weight"]],
    [
      "an unknown scope",
      audience([clause("ALWAYS", all(event("a")))]),
      ["/filterClauses/0/simpleFilter/scope"],
    ],
    [
      "a filter without a name",
      across({ dimensionOrMetricFilter: { stringFilter: { matchType: "EXACT", value: "a" } } }),
      [FILTER],
    ],
    ["no filter of the four", across({ dimensionOrMetricFilter: { fieldName: "eventName" } }), [FILTER]],
    [
      "two filters of the four",
      across(exact("pagePath", "a", { inListFilter: { values: ["a"], caseSensitive: true } })),
      [FILTER],
    ],
    ["an empty expression", across({}), [FIRST]],
    ["two expressions in one", across({ ...event("a"), ...exact("eventName", "a") }), [FIRST]],
    ["a clause without a filter", audience([{ clauseType: "INCLUDE" }]), ["/filterClauses/0"]],
    [
      "a clause with both filters",
      audience([{ ...ok, ...sequence([step(all(event("a")))]) }]),
      ["/filterClauses/0"],
    ],
    [
      "a number without a value",
      across(event("a", compared("value", "EQUAL", {}))),
      [`${PARAMETER}/numericFilter/value`],
    ],
    [
      "a number too large to be held",
      across(event("a", compared("value", "EQUAL", { int64Value: "9007199254740993" }))),
      [`${PARAMETER}/numericFilter/value/int64Value`],
    ],
  ])("%s", (_, document, where) => {
    expect(pointers(document)).toEqual(where);
  });
});

describe("what an audience cannot say is refused where it stands", () => {
  test.each<[string, unknown, string[]]>([
    ["no time to stay", audience([ok], { membershipDurationDays: 0 }), ["/membershipDurationDays"]],
    ["more than 540 days", audience([ok], { membershipDurationDays: 541 }), ["/membershipDurationDays"]],
    [
      "an audience that is kept from ads",
      audience([ok], { adsPersonalizationEnabled: false }),
      ["/adsPersonalizationEnabled"],
    ],
    [
      "an event that is logged on joining",
      audience([ok], { eventTrigger: { eventName: "joined", logCondition: "AUDIENCE_JOINED" } }),
      ["/eventTrigger"],
    ],
    [
      "nothing but exclusions",
      audience([{ ...ok, clauseType: "EXCLUDE" }], { exclusionDurationMode: "EXCLUDE_PERMANENTLY" }),
      ["/filterClauses"],
    ],
    ["an exclusion without its time", audience([ok, { ...ok, clauseType: "EXCLUDE" }]), ["/filterClauses/1"]],
    ["nothing but negations", across(not(event("a"))), [`${FIRST}/notExpression`]],
    [
      "no scope",
      audience([clause("AUDIENCE_FILTER_SCOPE_UNSPECIFIED", all(event("a")))]),
      ["/filterClauses/0/simpleFilter/scope"],
    ],
    [
      "the end of a text",
      across(matching("pagePath", "ENDS_WITH", "/")),
      [`${FILTER}/stringFilter/matchType`],
    ],
    [
      "a regular expression",
      across(matching("pagePath", "FULL_REGEXP", ".*")),
      [`${FILTER}/stringFilter/matchType`],
    ],
    [
      "text without regard to case",
      across(matching("pagePath", "CONTAINS", "boots", false)),
      [`${FILTER}/stringFilter/value`],
    ],
    [
      "a list without regard to case",
      across(listed("source", ["1", "ads", "2"], false)),
      [`${FILTER}/inListFilter/values/1`],
    ],
    [
      "part of an event's name",
      across(matching("eventName", "CONTAINS", "view")),
      [`${FILTER}/stringFilter/matchType`],
    ],
    ["a name that events cannot have", across(event("sign up")), [`${FIRST}/eventFilter/eventName`]],
    ["an event that only GA4 makes", across(event("session_start")), [`${FIRST}/eventFilter/eventName`]],
    [
      "such an event in a list",
      across(listed("eventName", ["a", "first_visit"])),
      [`${FILTER}/inListFilter/values/1`],
    ],
    ["a metric", across(compared("sessions", "GREATER_THAN", { int64Value: "3" })), [`${FILTER}/fieldName`]],
    ["a dimension that is not kept", across(exact("userAgeBracket", "18-24")), [`${FILTER}/fieldName`]],
    ["a user property", across(exact("customUser:plan", "pro")), [`${FILTER}/fieldName`]],
    ["a name that every object has", across(exact("constructor", "a")), [`${FILTER}/fieldName`]],
    [
      "a parameter that only GA4 makes",
      across(event("a", exact("ga_session_id", "1"))),
      [`${PARAMETER}/fieldName`],
    ],
    ["a country that is none", across(exact("country", "Atlantis")), [`${FILTER}/stringFilter/value`]],
    [
      "part of a country",
      across(matching("country", "BEGINS_WITH", "Ger")),
      [`${FILTER}/stringFilter/value`],
    ],
    [
      "a language by its name",
      across(exact("language", "German (Austria)")),
      [`${FILTER}/stringFilter/value`],
    ],
    ["traffic without a campaign", across(exact("medium", "organic")), [`${FILTER}/stringFilter/value`]],
    ["direct traffic", across(exact("firstUserSource", "(direct)")), [`${FILTER}/stringFilter/value`]],
    [
      "where somebody ever was",
      across(exact("country", "Germany", { atAnyPointInTime: true })),
      [`${FILTER}/atAnyPointInTime`],
    ],
    [
      "where somebody was in the last days",
      across(exact("deviceCategory", "mobile", { inAnyNDayPeriod: 7 })),
      [`${FILTER}/inAnyNDayPeriod`],
    ],
    ["a number as text", across(event("a", exact("value", "5"))), [`${PARAMETER}/stringFilter/value`]],
    [
      "text as a number",
      across(event("a", compared("coupon", "EQUAL", { int64Value: "5" }))),
      [`${PARAMETER}/numericFilter`],
    ],
    [
      "a price between two, which two items can meet",
      across(event("a", between("price", { int64Value: "1" }, { int64Value: "2" }))),
      [PARAMETER],
    ],
    [
      "a negated comparison of numbers within one event",
      across(event("a", not(compared("value", "GREATER_THAN", { int64Value: "5" })))),
      [PARAMETER.replace("/dimension", "/notExpression/dimension")],
    ],
    [
      "a negated condition on items",
      across(event("a", not(exact("item_id", "5")))),
      [PARAMETER.replace("/dimension", "/notExpression/dimension")],
    ],
    [
      "an event inside an event",
      across(event("a", event("b"))),
      [PARAMETER.replace("dimensionOrMetricFilter", "eventFilter")],
    ],
    [
      "what GA4 itself ignores beside a count",
      across(event("a", exact("coupon", "x"), compared("eventCount", "GREATER_THAN", { int64Value: "1" }))),
      [PARAMETER],
    ],
    [
      "an event that did not happen",
      across(event("a", compared("eventCount", "LESS_THAN", { int64Value: "1" }))),
      [PARAMETER],
    ],
    [
      "a count that was reached in any week",
      across(
        event(
          "a",
          compared(
            "eventCount",
            "GREATER_THAN",
            { int64Value: "1" },
            { inAnyNDayPeriod: 7, atAnyPointInTime: true },
          ),
        ),
      ),
      [`${PARAMETER}/atAnyPointInTime`],
    ],
    [
      "a count that was low at some time",
      across(event("a", compared("eventCount", "EQUAL", { int64Value: "1" }, { atAnyPointInTime: true }))),
      [`${PARAMETER}/atAnyPointInTime`],
    ],
    [
      "parameters of different times",
      across(event("a", exact("coupon", "x"), exact("method", "y", { inAnyNDayPeriod: 7 }))),
      [PARAMETER.replace("/0/dimension", "/1/dimension")],
    ],
    [
      "an event of two names",
      inOneEvent(event("a"), event("b")),
      ["/filterClauses/0/simpleFilter/filterExpression/andGroup"],
    ],
    ["a country of one event", inOneEvent(exact("country", "Germany")), [`${FILTER}/fieldName`]],
    [
      "days within one event",
      inOneEvent(exact("pagePath", "/", { inAnyNDayPeriod: 7 })),
      [`${FILTER}/inAnyNDayPeriod`],
    ],
    [
      "an event of any other name",
      inOneEvent(not(exact("eventName", "a"))),
      [`${FIRST}/notExpression/dimensionOrMetricFilter`],
    ],
    ["a negated event within one event", inOneEvent(not(event("a"))), [`${FIRST}/notExpression`]],
    [
      "two things of one session",
      audience([clause(SAME_SESSION, all(event("a"), event("b")))]),
      ["/filterClauses/0/simpleFilter/filterExpression/andGroup"],
    ],
    [
      "a negation within one session",
      audience([clause(SAME_SESSION, all(not(exact("pagePath", "/"))))]),
      [`${FIRST}/notExpression`],
    ],
    [
      "more ways than leaves",
      inOneEvent(...Array.from({ length: 6 }, () => any(exact("pagePath", "/a"), exact("pagePath", "/b")))),
      ["/filterClauses/0/simpleFilter/filterExpression/andGroup"],
    ],
    [
      "more leaves than a definition may have",
      across(...Array.from({ length: 51 }, () => event("a"))),
      [
        "/filterClauses/0/simpleFilter/filterExpression/andGroup/filterExpressions/50/orGroup/filterExpressions/0/eventFilter",
      ],
    ],
    ["a text longer than a definition may have", across(exact("pagePath", "x".repeat(501))), [FILTER]],
    [
      "a sequence within one session",
      audience([sequence([step(all(event("a"))), step(all(event("b")))], { scope: SAME_SESSION })]),
      [`${SEQUENCE}/scope`],
    ],
    [
      "a sequence within one event",
      audience([sequence([step(all(event("a"))), step(all(event("b")))], { scope: SAME_EVENT })]),
      [`${SEQUENCE}/scope`],
    ],
    [
      "a step of two events",
      audience([sequence([step(all(event("a"), event("b")), { scope: ACROSS }), step(all(event("c")))])]),
      [`${SEQUENCE}/sequenceSteps/0/filterExpression/andGroup`],
    ],
    [
      "a step that asks for the profile",
      audience([sequence([step(all(event("a"))), step(all(exact("firstUserSource", "x")))])]),
      [`${SEQUENCE}/sequenceSteps/1`],
    ],
    [
      "half a second",
      audience([sequence([step(all(event("a"))), step(all(event("b")), { constraintDuration: "0.5s" })])]),
      [`${SEQUENCE}/sequenceSteps/1/constraintDuration`],
    ],
    [
      "no time for a sequence",
      audience([sequence([step(all(event("a"))), step(all(event("b")))], { sequenceMaximumDuration: "0s" })]),
      [`${SEQUENCE}/sequenceMaximumDuration`],
    ],
    [
      "541 days for a sequence",
      audience([
        sequence([step(all(event("a"))), step(all(event("b")))], {
          sequenceMaximumDuration: `${541 * 86_400}s`,
        }),
      ]),
      [SEQUENCE],
    ],
    [
      "eleven steps",
      audience([sequence(Array.from({ length: 11 }, () => step(all(event("a")))))]),
      [SEQUENCE],
    ],
    [
      "more sequences than leaves",
      audience([sequence(Array.from({ length: 6 }, () => step(all(any(event("a"), event("b"))))))]),
      [SEQUENCE],
    ],
  ])("%s", (_, document, where) => {
    expect(pointers(document)).toEqual(where);
  });
});

test("every place is named at once, in no more words than needed", () => {
  const document = audience(
    [clause(ACROSS, all(exact("userGender", "f"), event("first_open"), exact("country", "Germany")))],
    { eventTrigger: { eventName: "x", logCondition: "AUDIENCE_JOINED" } },
  );
  expect(errorsFrom("ga4", document)).toEqual([
    { pointer: "/eventTrigger", reason: "logs an event, which a definition cannot" },
    { pointer: `${FILTER}/fieldName`, reason: "is a dimension or metric that is not kept here" },
    {
      pointer: `${FIRST.replace("filterExpressions/0/orGroup", "filterExpressions/1/orGroup")}/eventFilter/eventName`,
      reason: "is an event that only GA4 makes",
    },
  ]);
});

test("a document nested too deeply to be read is refused without reading it", () => {
  const depth = 200_000;
  const document: unknown = JSON.parse(`${'{"andGroup":'.repeat(depth)}1${"}".repeat(depth)}`);
  const [error] = errorsFrom("ga4", document);
  expect(error).toEqual({ pointer: "/andGroup".repeat(65), reason: "is deeper than 64" });
});
