import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkAudience } from "../../../worker/domain/audience/check.ts";
import {
  type ForeignSystem,
  readForeignAudience,
} from "../../../worker/http/server/audiences/foreign-audience.ts";
import {
  type Json,
  mistakesAmong,
  placesOf,
  replaced,
  valueAt,
  withMistakes,
} from "../../schemas/mistakes.ts";
import * as ga4 from "./ga4-documents.ts";
import * as posthog from "./posthog-documents.ts";

const OPTIONS = { isCaseKept: false };
const asJson = (document: object): Json => JSON.parse(JSON.stringify(document)) as Json;

const GA4_DOCUMENT = asJson(
  ga4.audience(
    [
      ga4.clause(
        ga4.ACROSS,
        ga4.all(
          ga4.event("purchase", ga4.compared("value", "GREATER_THAN", { int64Value: "10" })),
          ga4.event("view_item", ga4.compared("eventCount", "EQUAL", { int64Value: "3" })),
          ga4.not(ga4.exact("country", "Niger")),
          ga4.any(ga4.listed("source", ["a", "b"]), ga4.matching("pagePath", "CONTAINS", "/x")),
          ga4.exact("eventName", "search", { inAnyNDayPeriod: 7, atAnyPointInTime: false }),
        ),
      ),
      ga4.sequence(
        [
          ga4.step(ga4.all(ga4.event("a"))),
          ga4.step(ga4.all(ga4.event("b")), { constraintDuration: "60s", immediatelyFollows: true }),
        ],
        { sequenceMaximumDuration: "3600s" },
      ),
      ga4.clause(ga4.SAME_EVENT, ga4.all(ga4.event("c")), "EXCLUDE"),
    ],
    { exclusionDurationMode: "EXCLUDE_TEMPORARILY" },
  ),
);

const POSTHOG_COHORT = asJson(
  posthog.cohort(
    posthog.any(
      posthog.all(
        posthog.did("$pageview", { event_filters: [posthog.ofEvent("$pathname", "exact", "/a")] }),
        posthog.counted("gte", 2),
        posthog.did("order", { explicit_datetime: "-7d", negation: true }),
      ),
      posthog.inOrder(),
      posthog.stopped(),
      posthog.ofPerson("utm_source", "is_not", ["a", "b"]),
    ),
  ),
);
const POSTHOG_INSIGHT = asJson(
  posthog.insight(
    posthog.any(
      posthog.ofEvent("$host", "exact", "a"),
      posthog.all(posthog.ofEvent("value", "gt", 5), posthog.ofEvent("plan", "exact", ["a", "b"])),
    ),
    { date_from: "-7d" },
  ),
);

const DOCUMENTS: readonly (readonly [string, ForeignSystem, Json])[] = [
  ["an audience of GA4", "ga4", GA4_DOCUMENT],
  ["a cohort of PostHog", "posthog", POSTHOG_COHORT],
  ["an insight of PostHog", "posthog", POSTHOG_INSIGHT],
];

const stepsOf = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));

/** What every import must come to, whatever it was given. */
const expectAnswer = (from: ForeignSystem, document: unknown): "expressed" | "refused" => {
  const imported = readForeignAudience(from, document, OPTIONS);
  if (imported.ok) {
    const { definition } = imported;
    expect(checkAudience(asJson(definition), "imported", new Map())).toEqual({ ok: true, definition });
    return "expressed";
  }
  expect(imported.errors.length).toBeGreaterThan(0);
  for (const { pointer } of imported.errors) expect(valueAt(document, stepsOf(pointer))).toBeDefined();
  return "refused";
};

describe.each(["ga4", "posthog"] as const)("%s", (from) => {
  test("any document at all comes to a valid definition or to places that are in it", () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: "medium" }), (document) => {
        expectAnswer(from, document);
      }),
      { numRuns: 1_000 },
    );
  });
});

const NAMES = ["value", "type", "key", "andGroup", "eventFilter", "negation", "__proto__", "a/b~c", "events"];

const isOfInformation = (path: readonly string[]) => path[0] === "created_by";

describe.each(DOCUMENTS)("%s", (_, from, document) => {
  test("can be expressed", () => {
    expect(expectAnswer(from, document)).toBe("expressed");
  });

  test("with up to three mistakes comes to a valid definition or to places that are in it", () => {
    const answers = { expressed: 0, refused: 0 };
    fc.assert(
      fc.property(mistakesAmong(NAMES), (mistakes) => {
        answers[expectAnswer(from, withMistakes(document, mistakes))] += 1;
      }),
      { numRuns: 1_000 },
    );
    expect(answers.expressed).toBeGreaterThan(50);
    expect(answers.refused).toBeGreaterThan(50);
  });

  test("with an unknown field anywhere is refused for that field", () => {
    const objects = placesOf(document).filter((path) => {
      const value = valueAt(document, path);
      return typeof value === "object" && value !== null && !Array.isArray(value) && !isOfInformation(path);
    });
    expect(objects.length).toBeGreaterThan(5);
    for (const path of objects) {
      const strange = replaced(document, path, (was) => ({ ...(was as object), surplus: 1 }));
      const imported = readForeignAudience(from, strange, OPTIONS);
      expect(imported.ok ? [] : imported.errors.map(({ pointer }) => pointer)).toEqual([
        `/${[...path, "surplus"].join("/")}`,
      ]);
    }
  });
});

/** Says nothing of who is in the audience, or nothing in this place. */
const WITHOUT_EFFECT: Readonly<Record<string, RegExp>> = {
  "an audience of GA4": /^\/(?:name|description|createTime)$|\/caseSensitive$/,
  "a cohort of PostHog":
    /^\/(?:id|description|deleted|is_calculating|created_at|errors_calculating|count|created_by\/.*)$/,
  "an insight of PostHog": /^\/events\/0\/(?:name|order)$/,
};

/** Another value of the same type. */
const another = (was: Json): Json => {
  if (typeof was === "number") return was + 1;
  return typeof was === "string" ? `${was}1` : !was;
};

test.each(DOCUMENTS)("every value of %s makes a difference, so none was left out", (name, from, document) => {
  const before = JSON.stringify(readForeignAudience(from, document, OPTIONS));
  const scalars = placesOf(document).filter((path) => {
    const value = valueAt(document, path);
    return (typeof value !== "object" || value === null) && value !== null;
  });
  const idle = scalars.filter((path) => {
    const other = replaced(document, path, another);
    return JSON.stringify(readForeignAudience(from, other, OPTIONS)) === before;
  });
  expect(idle.map((path) => `/${path.join("/")}`).filter((at) => !WITHOUT_EFFECT[name]?.test(at))).toEqual(
    [],
  );
});
