import { describe, expect, test } from "vitest";
import type { AudienceDefinition, Rule } from "../../../schemas/audience.ts";
import { AUDIENCE_SETTINGS_DEFAULT } from "../../../schemas/site.ts";
import { type AudienceSource, compileAudiences } from "../../../worker/domain/audience/compile.ts";
import { AUDIENCE_CHAIN_MAX } from "../../../schemas/limits.ts";
import { Evaluation } from "../../../worker/domain/audience/evaluation.ts";
import { audienceOf, definitionOf, historyOf, sampleEvent } from "./sample.ts";
import { unknownTraits } from "./sample-traits.ts";

const source = (id: string, include: Rule, rest: Partial<AudienceDefinition> = {}): AudienceSource => ({
  id,
  version: 1,
  changedIn: 1,
  definition: definitionOf(include, rest),
});
const compile = (...sources: AudienceSource[]) => compileAudiences(sources, AUDIENCE_SETTINGS_DEFAULT);
const reached = (set: ReturnType<typeof compile>, type: string) =>
  set.reachOf(type).audiences.map(({ id }) => id);

const anyOf = (audiences: readonly string[]): Rule => ({ or: audiences.map((audience) => ({ audience })) });

test("each audience is compiled and evaluated once, however many name it", () => {
  // So many that following every path through them would take longer than a test may.
  const WIDTH = 40;
  const names = (level: number) => Array.from({ length: WIDTH }, (_, index) => `level-${level}-${index}`);
  const rule = (level: number): Rule => {
    if (level === 0) return { event: "page_view" };
    const below = names(level - 1);
    return { or: [anyOf(below.slice(0, WIDTH / 2)), anyOf(below.slice(WIDTH / 2))] };
  };
  const sources = Array.from({ length: AUDIENCE_CHAIN_MAX + 1 }, (_, level) =>
    names(level).map((id) => source(id, rule(level), { of: "all" })),
  ).flat();
  const set = compile(...sources.toReversed());
  expect(set.audiences).toHaveLength(sources.length);
  const history = historyOf(sampleEvent("page_view", 1));
  const evaluation = new Evaluation(set, { history, traits: unknownTraits });
  const say = (at: number) =>
    set.audiences.filter((audience) => evaluation.membershipOf(audience, at).member);
  expect(say(2)).toHaveLength(sources.length);
  expect(say(0)).toHaveLength(0);
});

describe("what an event can change", () => {
  test("is what names it, in refutations, sequences and exclusions too", () => {
    const { set } = audienceOf(
      {
        and: [
          { event: "add_to_cart", not_followed_by: { event: "purchase", within: "1h" } },
          { or: [{ not: { event: "unsubscribe" } }, { sequence: [{ event: "a" }, { event: "b" }] }] },
        ],
      },
      { exclude: [{ mode: "permanent", rule: { event: "refund" } }] },
    );
    for (const type of ["add_to_cart", "purchase", "unsubscribe", "a", "b", "refund"])
      expect(reached(set, type)).toEqual(["sample"]);
    expect(set.reachOf("view_item")).toEqual({ leaves: [], audiences: [] });
  });

  test.each([
    [audienceOf({ event: "*" })],
    [audienceOf({ event: "view_item", not_followed_by: { event: "*", within: "1h" } })],
    [audienceOf({ event: "view_item" }, { exclude: [{ mode: "temporary", rule: { not: { event: "*" } } }] })],
  ])("is everything with a * anywhere", ({ set }) => {
    expect(reached(set, "anything")).toEqual(["sample"]);
  });

  test("includes the audiences that name an audience it changes, and those come later", () => {
    const set = compile(
      source("c", { audience: "b" }),
      source("b", { audience: "a" }),
      source("a", { event: "view_item" }),
    );
    expect(set.audiences.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(reached(set, "view_item")).toEqual(["a", "b", "c"]);
    expect(reached(set, "purchase")).toEqual([]);
  });
});

test("a leaf that several audiences have is one", () => {
  const set = compile(
    source("a", { event: "view_item", within: "1d" }),
    source("b", { and: [{ event: "view_item", within: "1d" }, { event: "purchase" }] }),
  );
  expect(set.leaves).toHaveLength(2);
});

test("an audience changed when one that it names did", () => {
  const set = compile(
    { ...source("a", { event: "view_item" }), changedIn: 7 },
    { ...source("b", { audience: "a" }), changedIn: 3 },
  );
  expect(set.byId.get("b")?.changedIn).toBe(7);
});

test("id, version and kind of profile are carried along", () => {
  const set = compile({ ...source("a", { event: "a" }, { of: "contacts" }), version: 7 });
  expect(set.byId.get("a")).toMatchObject({ id: "a", version: 7, of: "contacts" });
});

test("what checking refuses is a broken invariant", () => {
  expect(() => compile(source("a", { audience: "other" }))).toThrow("checked");
  expect(() => compile(source("a", { audience: "b" }), source("b", { audience: "a" }))).toThrow("checked");
});
