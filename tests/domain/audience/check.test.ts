import { describe, expect, test } from "vitest";
import { AudienceDefinition } from "../../../schemas/audience.ts";
import {
  AUDIENCE_DEPTH_MAX,
  AUDIENCE_LEAVES_MAX,
  AUDIENCE_WINDOW_MAX_MS,
  DAY_MS,
} from "../../../schemas/limits.ts";
import { checkAudience as checkAmong } from "../../../worker/domain/audience/check.ts";

const checkAudience = (raw: unknown) => checkAmong(raw, "sample", new Map());

const leaf = { event: "view_item" };
const body = (include: unknown, rest: object = {}) => ({
  v: 1,
  name: "Sample",
  of: "visitors",
  include,
  ...rest,
});

/** The faults of a refused body; empty for one that passes. */
const faults = (raw: unknown) => {
  const checked = checkAudience(raw);
  return checked.ok ? [] : checked.errors;
};
const pointers = (raw: unknown) => faults(raw).map(({ pointer }) => pointer);
const code = (raw: unknown) => {
  const checked = checkAudience(raw);
  return checked.ok ? "ok" : checked.code;
};

/** A leaf that is the `depth`th rule on its way. */
const nested = (depth: number): unknown => {
  let rule: unknown = leaf;
  for (let level = 1; level < depth; level += 1)
    rule = level % 2 === 0 ? { or: [leaf, rule] } : { and: [rule] };
  return rule;
};

const leaves = (count: number) => Array.from({ length: count }, () => leaf);

/** So many leaves in two lists, because one list is bounded by itself. */
const spread = (count: number) => ({
  and: [{ or: leaves(20) }, { or: leaves(count - 20) }],
});

/** Ten wrong conditions in one place and so many in another. */
const where = (wrong: number) =>
  Array.from({ length: wrong }, () => ({ prop: "value", op: "like", value: 1 }));
const twice = (wrong: number) => ({
  ...leaf,
  where: where(10),
  not_followed_by: { event: "purchase", within: "1h", where: where(wrong) },
});

test("the documented example passes and comes back parsed", () => {
  const example = {
    v: 1,
    name: "Cart abandoners",
    of: "visitors",
    include: {
      and: [
        {
          event: "add_to_cart",
          where: [{ prop: "item.item_category", op: "eq", value: "boots" }],
          count: { gte: 1 },
          within: "7d",
          not_followed_by: { event: "purchase", within: "1h" },
        },
        { not: { event: "purchase", within: "30d" } },
      ],
    },
    exclude: [{ mode: "permanent", rule: { event: "refund" } }],
    membership: { mode: "sticky", for: "14d" },
  };
  expect(checkAudience(example)).toEqual({ ok: true, definition: example });
});

test("what is left out has its default", () => {
  expect(checkAudience(body(leaf))).toEqual({
    ok: true,
    definition: { ...body(leaf), exclude: [], membership: { mode: "live" } },
  });
});

describe("a fault is pointed at", () => {
  test.each<[string, unknown, string[]]>([
    ["in a leaf", body({ event: "a b" }), ["/include/event"]],
    ["in a leaf of an and", body({ and: [{ ...leaf, count: { gte: -1 } }] }), ["/include/and/0/count/gte"]],
    ["beside a good leaf", body({ or: [leaf, { ...leaf, within: "7 d" }] }), ["/include/or/1/within"]],
    ["under a negation", body({ and: [leaf, { not: { event: 5 } }] }), ["/include/and/1/not/event"]],
    [
      "where several are wrong",
      body({ ...leaf, within: "1w", count: { eq: 1.5 } }),
      ["/include/count/eq", "/include/within"],
    ],
    [
      "in two branches",
      body({ and: [{ event: "" }, leaf, { event: "" }] }),
      ["/include/and/0/event", "/include/and/2/event"],
    ],
    [
      "in a condition's operator",
      body({ ...leaf, where: [{ prop: "value", op: "like", value: 1 }] }),
      ["/include/where/0/op"],
    ],
    [
      "in a condition's value",
      body({ ...leaf, where: [{ prop: "value", op: "gt", value: "1" }] }),
      ["/include/where/0/value"],
    ],
    [
      "in a list of values",
      body({ ...leaf, where: [{ prop: "value", op: "in", value: ["a", {}] }] }),
      ["/include/where/0/value/1"],
    ],
    [
      "in a property",
      body({ ...leaf, where: [{ prop: "user.plan", op: "eq", value: "1" }] }),
      ["/include/where/0/prop"],
    ],
    ["in the summed property", body({ ...leaf, sum: { prop: "page.price", gte: 1 } }), ["/include/sum/prop"]],
    [
      "in bounds that bind nothing",
      body({ ...leaf, count: {}, sum: { prop: "value" } }),
      ["/include/count", "/include/sum"],
    ],
    [
      "in what must not follow",
      body({ ...leaf, not_followed_by: { event: "purchase", within: "0h" } }),
      ["/include/not_followed_by/within"],
    ],
    [
      "in a missing field of that",
      body({ ...leaf, not_followed_by: { event: "purchase" } }),
      ["/include/not_followed_by/within"],
    ],
    ["in an exclusion", body(leaf, { exclude: [{ mode: "never", rule: leaf }] }), ["/exclude/0/mode"]],
    [
      "in an exclusion's rule",
      body(leaf, { exclude: [{ mode: "permanent", rule: { and: [] } }] }),
      ["/exclude/0/rule/and"],
    ],
    ["in the membership", body(leaf, { membership: { mode: "sticky" } }), ["/membership/for"]],
    ["in an unknown membership", body(leaf, { membership: { mode: "loose" } }), ["/membership/mode"]],
    [
      "in the form with the fewest absent fields",
      body({ event: 5, op: "eq" }),
      ["/include/event", "/include/op"],
    ],
    ["in a missing part", { v: 1, name: "Sample", of: "visitors" }, ["/include"]],
    ["in the version", { ...body(leaf), v: 2 }, ["/v"]],
    ["in a name that is no clean text", { ...body(leaf), name: "a\0" }, ["/name"]],
    ["in the whole", [], [""]],
    ["in nothing", undefined, [""]],
  ])("%s", (_, raw, expected) => {
    expect(pointers(raw).toSorted()).toEqual(expected);
    expect(code(raw)).toBe("audience_invalid");
  });

  test.each<[string, unknown, string]>([
    ["of the body", { ...body(leaf), colour: 1 }, "/colour"],
    ["of a leaf", body({ ...leaf, withing: "7d" }), "/include/withing"],
    [
      "of a condition",
      body({ ...leaf, where: [{ prop: "value", op: "eq", value: 1, case: "no" }] }),
      "/include/where/0/case",
    ],
    [
      "of an exclusion",
      body(leaf, { exclude: [{ mode: "permanent", rule: leaf, until: 1 }] }),
      "/exclude/0/until",
    ],
    ["named like a path", { ...body(leaf), "a/b~c": 1 }, "/a~1b~0c"],
    [
      "named like a prototype's",
      JSON.parse('{"v":1,"name":"S","of":"all","include":{"event":"a"},"constructor":1}'),
      "/constructor",
    ],
    [
      "that is a prototype",
      JSON.parse('{"v":1,"name":"S","of":"all","include":{"event":"a","__proto__":{}}}'),
      "/include/__proto__",
    ],
  ])("in an unknown field %s", (_, raw, pointer) => {
    expect(faults(raw)).toEqual([{ pointer, reason: "is not a known field" }]);
  });

  test("at its holder where an unknown field's name is too long to repeat", () => {
    expect(pointers(body({ ...leaf, ["x".repeat(64)]: 1 }))).toEqual([`/include/${"x".repeat(64)}`]);
    expect(pointers(body({ ...leaf, ["x".repeat(65)]: 1 }))).toEqual(["/include"]);
  });

  test.each<[string, unknown]>([
    ["nothing known", {}],
    ["nothing but unknown fields", { foo: 1, bar: 2 }],
    ["two forms at once", { and: [leaf], or: [leaf] }],
    ["no object", "view_item"],
    ["a list", [leaf]],
  ])("at the rule itself where it has %s", (_, include) => {
    expect(pointers(body(include))).toEqual(["/include"]);
  });

  test("at most twenty times", () => {
    expect(faults(body(twice(9)))).toHaveLength(19);
    expect(faults(body(twice(10)))).toHaveLength(20);
    expect(faults(body(twice(11)))).toHaveLength(20);
  });
});

test("no reason and no pointer repeats a value", () => {
  const secret = "s3cret value";
  const raws = [
    body({ event: secret, count: { gte: secret }, within: secret }),
    body({ ...leaf, where: [{ prop: secret, op: secret, value: { secret } }] }),
    body({ ...leaf, where: [{ prop: secret, op: "in", value: [[secret]] }] }),
    body(leaf, { membership: { mode: secret }, exclude: [{ mode: secret, rule: secret }] }),
    { ...body(secret), v: secret, of: secret, name: secret.repeat(20) },
  ];
  for (const raw of raws) {
    expect(faults(raw)).not.toEqual([]);
    expect(JSON.stringify(faults(raw))).not.toContain("s3cret");
  }
});

test("a missing field and a wrong one have different reasons", () => {
  expect(faults({ ...body(leaf), of: undefined })).toEqual([{ pointer: "/of", reason: "is required" }]);
  expect(faults({ ...body(leaf), of: "all visitors" })).toEqual([
    { pointer: "/of", reason: "must be one of visitors, contacts, all" },
  ]);
  expect(faults(body({ ...leaf, count: { gte: -1 } }))).toEqual([
    { pointer: "/include/count/gte", reason: "must not be below 0 (number)" },
  ]);
});

describe("depth", () => {
  test.each([
    [AUDIENCE_DEPTH_MAX - 1, []],
    [AUDIENCE_DEPTH_MAX, []],
    [AUDIENCE_DEPTH_MAX + 1, ["/include/and/0/or/1/and/0/or/1/and/0"]],
  ])("of %d rules points at %j", (depth, expected) => {
    expect(pointers(body(nested(depth)))).toEqual(expected);
  });

  test("is measured in exclusions and through negations too", () => {
    const negated = { not: { not: { not: { not: { not: leaf } } } } };
    const raw = body(leaf, {
      exclude: [
        { mode: "permanent", rule: leaf },
        { mode: "permanent", rule: negated },
      ],
    });
    expect(pointers(raw)).toEqual(["/exclude/1/rule/not/not/not/not/not"]);
  });
});

describe("the number of leaves", () => {
  test.each([
    [AUDIENCE_LEAVES_MAX - 1, []],
    [AUDIENCE_LEAVES_MAX, []],
    [AUDIENCE_LEAVES_MAX + 1, ["/include/and/1/or/30"]],
  ])("%d points at %j", (count, expected) => {
    expect(pointers(body(spread(count)))).toEqual(expected);
  });

  test("counts exclusions with the rule", () => {
    const exclude = [{ mode: "temporary", rule: leaf }];
    expect(pointers(body(spread(AUDIENCE_LEAVES_MAX - 1), { exclude }))).toEqual([]);
    expect(pointers(body(spread(AUDIENCE_LEAVES_MAX), { exclude }))).toEqual(["/exclude/0/rule"]);
  });
});

describe("windows", () => {
  const days = AUDIENCE_WINDOW_MAX_MS / DAY_MS;
  const places: [string, (duration: string) => unknown, string][] = [
    ["within", (within) => body({ ...leaf, within }), "/include/within"],
    [
      "not_followed_by",
      (within) => body({ and: [{ ...leaf, not_followed_by: { event: "purchase", within } }] }),
      "/include/and/0/not_followed_by/within",
    ],
    [
      "sticky",
      (duration) => body(leaf, { membership: { mode: "sticky", for: duration } }),
      "/membership/for",
    ],
    [
      "exclusions",
      (within) => body(leaf, { exclude: [{ mode: "temporary", rule: { not: { ...leaf, within } } }] }),
      "/exclude/0/rule/not/within",
    ],
  ];
  test.each(places)("of %s reach the limit and not beyond", (_, build, pointer) => {
    expect(pointers(build(`${days * 24 - 1}h`))).toEqual([]);
    expect(pointers(build(`${days}d`))).toEqual([]);
    expect(pointers(build(`${days * 86_400 + 1}s`))).toEqual([pointer]);
  });
});

describe("a rule without a positive condition", () => {
  const not = { not: leaf };
  test.each<[string, unknown]>([
    ["a negation", not],
    ["and of negations", { and: [not, not] }],
    ["or of negations", { or: [not, { and: [not] }] }],
    ["a negation of both", { not: { or: [leaf, not] } }],
    ["three negations", { not: { not: not } }],
  ])("is refused: %s", (_, include) => {
    expect(faults(body(include))).toEqual([
      { pointer: "/include", reason: "needs a condition that is not negated" },
    ]);
  });

  test.each<[string, unknown]>([
    ["a leaf beside a negation", { and: [not, leaf] }],
    ["a leaf or a negation", { or: [not, leaf] }],
    ["a negated negation", { not }],
    ["a count that allows zero", { ...leaf, count: { lte: 2 } }],
  ])("is not %s", (_, include) => {
    expect(code(body(include))).toBe("ok");
  });

  test("is fine as an exclusion", () => {
    expect(code(body(leaf, { exclude: [{ mode: "temporary", rule: not }] }))).toBe("ok");
  });
});

describe("a sequence", () => {
  const steps = (...rest: object[]) => body({ sequence: [leaf, { event: "purchase" }, ...rest] });

  test("passes", () => {
    expect(code(steps({ event: "refund", within: "1d", directly: true }))).toBe("ok");
  });

  test.each([
    ["of one step", body({ sequence: [leaf] }), ["/include/sequence"]],
    [
      "whose first step follows something",
      body({ sequence: [{ ...leaf, within: "1d", directly: true }, leaf] }),
      ["/include/sequence/0/within", "/include/sequence/0/directly"],
    ],
    [
      "with a window that is too long",
      body({ sequence: [leaf, { ...leaf, within: "541d" }], within: "541d" }),
      ["/include/within", "/include/sequence/1/within"],
    ],
    ["with a count in a step", steps({ ...leaf, count: { gte: 2 } }), ["/include/sequence/2/count"]],
  ])("is refused %s", (_, raw, expected) => {
    expect(pointers(raw)).toEqual(expected);
  });
});

describe("a profile leaf", () => {
  test.each([
    [{ profile: "known", op: "eq", value: true }],
    [{ profile: "country", op: "in", value: ["DE", "AT"] }],
    [{ profile: "first_source", op: "exists" }],
    [{ profile: "visits", op: "gte", value: 2 }],
    [{ profile: "device", op: "neq", value: "mobile" }],
    [{ profile: "lifecycle", op: "in", value: ["cart", "lapsed"] }],
  ])("passes: %j", (include) => {
    expect(code(body(include))).toBe("ok");
  });

  test.each([
    [{ profile: "known" }, ["/include/op", "/include/value"]],
    [{ profile: "country", op: "gt", value: 1 }, ["/include/op"]],
    [{ profile: "country", op: "eq", value: 5 }, ["/include/value"]],
    [{ profile: "visits", op: "eq", value: "2" }, ["/include/value"]],
    [{ profile: "visits", op: "contains", value: "2" }, ["/include/op"]],
    [{ profile: "device", op: "eq", value: "watch" }, ["/include/value"]],
    [{ profile: "lifecycle", op: "in", value: ["cart", "lead"] }, ["/include/value/1"]],
    [{ profile: "shoe_size", op: "eq", value: 9 }, ["/include/profile"]],
  ])("is refused where it is wrong: %j", (include, expected) => {
    expect(pointers(body(include))).toEqual(expected);
  });
});

describe("an audience that is named", () => {
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- reads best beside its tests
  const parsed = (include: object, of = "all") => AudienceDefinition.parse({ ...body(include), of });
  const others = new Map([
    ["buyers", parsed({ event: "purchase" })],
    ["friends", parsed({ audience: "sample" })],
    ["known", parsed({ event: "purchase" }, "contacts")],
    ["two", parsed({ audience: "one" })],
    ["one", parsed({ event: "a" })],
    ["four", parsed({ audience: "three" })],
    ["three", parsed({ audience: "two" })],
    ["five", parsed({ audience: "four" })],
    ["six", parsed({ audience: "five" })],
  ]);
  const reasons = (name: string, id = "sample") => {
    const checked = checkAmong(body({ and: [leaf, { audience: name }] }), id, others);
    return checked.ok ? [] : checked.errors;
  };
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- reads best beside its tests
  const at = (reason: string) => [{ pointer: "/include/and/1/audience", reason }];

  test("may be any other of the site", () => {
    expect(reasons("buyers")).toEqual([]);
  });

  test("is one of the site", () => {
    expect(reasons("strangers")).toEqual(at("is no audience of this site"));
  });

  test("does not lead back", () => {
    expect(reasons("sample")).toEqual(at("leads back to the audience itself"));
    expect(reasons("friends")).toEqual(at("leads back to the audience itself"));
  });

  test("can have members in common", () => {
    expect(reasons("known")).toEqual(at("can have no member in common with this one"));
  });

  test("is at most the sixth in a row", () => {
    expect(reasons("five", "other")).toEqual([]);
    expect(reasons("six", "other")).toEqual(at("makes a chain of more than 5 audiences"));
    expect(reasons("four", "one")).toEqual(at("leads back to the audience itself"));
  });

  test("counts those that name the audience, too", () => {
    const named = new Map([...others, ["zero", parsed({ event: "b" })]]);
    named.set("one", parsed({ audience: "zero" }));
    const checked = checkAmong({ ...body({ audience: "buyers" }), of: "all" }, "zero", named);
    expect(checked).toMatchObject({
      ok: false,
      errors: [{ pointer: "/include/audience", reason: "makes a chain of more than 5 audiences" }],
    });
  });

  test("keeps members in common with those that name it", () => {
    const naming = new Map([["regulars", parsed({ audience: "sample" }, "contacts")]]);
    expect(checkAmong(body(leaf), "sample", naming)).toMatchObject({
      ok: false,
      errors: [{ pointer: "/of" }],
    });
  });
});

describe("a hostile body", () => {
  const DEEP = 100_000;
  const deep = (open: string, close: string, inner = "1"): unknown =>
    JSON.parse(open.repeat(DEEP) + inner + close.repeat(DEEP));

  test.each<[string, () => unknown]>([
    ["lists in lists", () => deep("[", "]")],
    ["lists as a name", () => ({ ...body(leaf), name: deep("[", "]") })],
    ["lists as the rule", () => body(deep("[", "]"))],
    ["negations", () => body(deep('{"not":', "}"))],
    ["ands", () => body(deep('{"and":[', "]}"))],
    ["mixed with other fields", () => body(deep('{"event":"a","or":[', "]}"))],
    ["exclusions", () => body(leaf, { exclude: [{ mode: "permanent", rule: deep('{"or":[', "]}") }] })],
    ["exclusions in exclusions", () => body(leaf, { exclude: deep('[{"rule":', "}]") })],
    ["conditions", () => body({ ...leaf, where: deep("[", "]") })],
    [
      "a condition's value",
      () => body({ ...leaf, where: [{ prop: "value", op: "in", value: deep("[", "]") }] }),
    ],
    ["an unknown field", () => ({ ...body(leaf), other: deep('{"a":', "}") })],
    ["sequences", () => body(deep('{"sequence":[', "]}"))],
  ])("nested a hundred thousand deep is refused, not crashed on: %s", (_, build) => {
    expect(code(build())).toBe("audience_invalid");
  });

  test.each<[string, () => unknown]>([
    ["rules", () => body({ and: Array(DEEP).fill(1) })],
    ["exclusions", () => body(leaf, { exclude: Array(DEEP).fill(1) })],
    ["conditions", () => body({ ...leaf, where: Array(DEEP).fill(1) })],
    [
      "values",
      () =>
        body({
          ...leaf,
          where: [{ prop: "value", op: "in", value: Array.from({ length: DEEP }, () => []) }],
        }),
    ],
  ])("a hundred thousand %s wide is refused with a short list", (_, build) => {
    const errors = faults(build());
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.length).toBeLessThanOrEqual(20);
  });
});
