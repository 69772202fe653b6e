import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Purpose } from "../../../schemas/consent.ts";
import {
  type Choice,
  type Choices,
  choicesOf,
  fillChoices,
  mergeChoices,
  PURPOSES,
} from "../../../worker/domain/consent/choices.ts";
import { anyChoice, anyChoices, SAMPLE_PURPOSES } from "./sample.ts";

const granted = (at: number, source: Choice["source"] = "banner"): Choice => ({
  state: "granted",
  source,
  at,
});
const denied = (at: number, source: Choice["source"] = "banner"): Choice => ({ state: "denied", source, at });

const merged = (...choices: readonly Choice[]): Choice | undefined =>
  choices.reduce<Choices>((known, choice) => mergeChoices(known, { ad_storage: choice }), {}).ad_storage;

test("the purposes are those of the schema", () => {
  expect(PURPOSES).toEqual([...SAMPLE_PURPOSES]);
  expect(Purpose.options).toEqual([...SAMPLE_PURPOSES]);
});

test("a stamp becomes choices of one source and time, and leaves the rest unset", () => {
  expect(choicesOf({ ad_storage: "granted", email_marketing: "denied" }, "api", 7)).toEqual({
    ad_storage: granted(7, "api"),
    email_marketing: denied(7, "api"),
  });
  expect(choicesOf({}, "api", 7)).toEqual({});
});

describe("of two choices about one purpose", () => {
  test.each<[string, Choice, Choice, Choice]>([
    ["the newer denial counts", granted(1), denied(2), denied(2)],
    ["the newer grant counts", denied(1), granted(2), granted(2)],
    ["the denial counts where both are of one time", granted(1), denied(1), denied(1)],
    ["the last denial is kept", denied(1), denied(2), denied(2)],
  ])("%s, in both orders", (_, first, second, winner) => {
    expect(merged(first, second)).toEqual(winner);
    expect(merged(second, first)).toEqual(winner);
  });

  test("a grant that comes again with its own time is no news", () => {
    const known: Choices = { ad_storage: granted(1) };
    expect(mergeChoices(known, { ad_storage: granted(1, "api") })).toBe(known);
  });
});

describe("merging", () => {
  test("gives the known choices themselves where nothing is new", () => {
    fc.assert(
      fc.property(anyChoices, (choices) => {
        expect(mergeChoices(choices, choices)).toBe(choices);
        expect(mergeChoices(choices, {})).toBe(choices);
      }),
    );
  });

  test("twice is merging once", () => {
    fc.assert(
      fc.property(anyChoices, anyChoices, (a, b) => {
        const once = mergeChoices(a, b);
        expect(mergeChoices(once, b)).toBe(once);
      }),
    );
  });

  test("changes neither of its arguments", () => {
    fc.assert(
      fc.property(anyChoices, anyChoices, (a, b) => {
        const before = JSON.stringify([a, b]);
        mergeChoices(a, b);
        expect(JSON.stringify([a, b])).toBe(before);
      }),
    );
  });

  test("decides each purpose by itself", () => {
    fc.assert(
      fc.property(anyChoices, anyChoices, (a, b) => {
        const both = mergeChoices(a, b);
        for (const purpose of SAMPLE_PURPOSES) {
          const alone = mergeChoices(
            a[purpose] === undefined ? {} : { [purpose]: a[purpose] },
            b[purpose] === undefined ? {} : { [purpose]: b[purpose] },
          );
          expect(both[purpose]).toEqual(alone[purpose]);
        }
      }),
    );
  });

  test("comes to the same state in whatever order choices arrive", () => {
    const arrivals = fc
      .array(anyChoice, { minLength: 1, maxLength: 4 })
      .chain((choices) =>
        fc.tuple(fc.constant(choices), fc.shuffledSubarray(choices, { minLength: choices.length })),
      );
    fc.assert(
      fc.property(arrivals, ([choices, shuffled]) => {
        expect(merged(...shuffled)?.state).toBe(merged(...choices)?.state);
      }),
      { numRuns: 1_000 },
    );
  });

  test("a denial that arrives after the grant that revoked it leaves the grant", () => {
    expect(merged(granted(1), denied(3), granted(5))?.state).toBe("granted");
    expect(merged(granted(1), granted(5), denied(3))?.state).toBe("granted");
  });

  test("is associative: batches may be united before they are merged", () => {
    const one = anyChoice.map((choice): Choices => ({ ad_storage: choice }));
    fc.assert(
      fc.property(one, one, one, (a, b, c) => {
        const left = mergeChoices(mergeChoices(a, b), c).ad_storage?.state;
        expect(mergeChoices(a, mergeChoices(b, c)).ad_storage?.state).toBe(left);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("choices of somebody who may be a stranger", () => {
  test("hold only where nothing was chosen", () => {
    expect(
      fillChoices({ ad_storage: denied(1) }, { ad_storage: granted(9), email_marketing: granted(9) }),
    ).toEqual({ ad_storage: denied(1), email_marketing: granted(9) });
  });

  test("never change a known one, and give the known ones themselves where they add nothing", () => {
    fc.assert(
      fc.property(anyChoices, anyChoices, (known, arriving) => {
        const filled = fillChoices(known, arriving);
        expect(filled).toEqual({ ...arriving, ...known });
        expect(fillChoices(filled, arriving)).toBe(filled);
      }),
    );
  });
});
