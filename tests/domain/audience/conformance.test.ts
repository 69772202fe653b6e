import { describe, expect, test } from "vitest";
import { Evaluation } from "../../../worker/domain/audience/evaluation.ts";
import { BruteForce } from "./brute-force/brute-force.ts";
import { conformanceCases } from "./conformance-case.ts";
import { compileAll, compiledIn } from "./sample-evaluation.ts";

const corpus = conformanceCases();
const all = [...corpus.values()].flat();

test("the corpus holds cases of every kind", () => {
  expect(all.length).toBeGreaterThanOrEqual(300);
  expect([...corpus.values()].filter((cases) => cases.length < 6)).toEqual([]);
});

test("no two cases of a file have one name", () => {
  for (const cases of corpus.values()) {
    const names = cases.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  }
});

describe.each([...corpus])("%s", (_file, cases) => {
  test.each(cases)("$name", ({ definitions, audience, subject, intervals }) => {
    const set = compileAll(definitions);
    const compiled = compiledIn(set, audience);
    expect(new Evaluation(set, subject).intervalsOf(compiled)).toEqual(intervals);
    for (const [from, to] of intervals) {
      const inside = { member: true, enteredAt: Math.max(from, subject.history.firstSeenAt) };
      const nextFlipAt = to === Infinity ? null : to;
      const ask = (now: number) => new Evaluation(set, subject).membershipOf(compiled, now);
      expect(ask(from)).toEqual({ ...inside, nextFlipAt, truncated: false });
      expect(ask(from - 1)).toMatchObject({ member: false, nextFlipAt: from });
      if (to !== Infinity) expect(ask(to)).toMatchObject({ member: false, enteredAt: null });
    }
  });

  test.each(cases)("$name, by brute force", ({ definitions, audience, subject, intervals }) => {
    const edges = intervals.flat().filter(Number.isFinite);
    expect(new BruteForce(definitions, subject).edgesOf(audience)).toEqual(edges);
  });
});
