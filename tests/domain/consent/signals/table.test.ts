import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ConsentMode, ConsentState, Purpose } from "../../../../schemas/consent.ts";
import type { SignalSource } from "../../../../schemas/consent-signals.ts";
import { choicesOf, PURPOSES } from "../../../../worker/domain/consent/choices.ts";
import type { ConsentEvidence } from "../../../../worker/domain/consent/signals/hear.ts";
import { grantedHere, weighChoices } from "../../../../worker/domain/consent/signals/weigh.ts";
import { ruleOf } from "../sample.ts";

type Stated = ConsentState | undefined;

/** Everything that has a say over one purpose in one request. */
interface Cell {
  readonly purpose: Purpose;
  readonly mode: ConsentMode;
  /** What the rule says of this purpose against its mode. */
  readonly exception: Stated;
  readonly isHonoured: boolean;
  readonly hasGpc: boolean;
  readonly isOverridden: boolean;
  readonly stamp: Stated;
  readonly tcf: Stated;
  readonly gpp: Stated;
  readonly update: Stated;
  readonly byDefault: Stated;
}

const STATES = [undefined, "granted", "denied"] as const;
const MODES = ["opt-in", "opt-out", "off"] as const;
const SWITCHES = [false, true] as const;

const isSignalled = (purpose: Purpose): boolean => !purpose.endsWith("_marketing");
const isAd = (purpose: Purpose): boolean => purpose.startsWith("ad_");

/** Read off §6 of the design as a list of cases: the first that applies decides. */
const isExpected = (cell: Cell): boolean => {
  const { purpose, mode, exception, stamp } = cell;
  const said = isSignalled(purpose) ? [cell.tcf, cell.gpp, cell.update] : [];
  const statements = new Set([stamp, ...said]);
  const isGranted = statements.has("granted");
  if (statements.has("denied")) return false;
  if (isAd(purpose) && cell.hasGpc && cell.isHonoured && !(cell.isOverridden && isGranted)) return false;
  if (isGranted) return true;
  if (isSignalled(purpose) && cell.byDefault === "denied") return false;
  if (exception !== undefined) return exception === "granted";
  return mode !== "opt-in" && isSignalled(purpose);
};

const evidenceOf = ({ purpose, tcf, gpp, update, byDefault }: Cell): ConsentEvidence => {
  const heard = (source: SignalSource, state: Stated) =>
    state === undefined ? [] : [{ source, states: { [purpose]: state }, fault: null, text: null }];
  return {
    signals: [...heard("tcf", tcf), ...heard("gpp", gpp), ...heard("google", update)],
    unasked: byDefault === "denied" ? { [purpose]: "denied" } : {},
    overriddenAt: null,
    notice: null,
  };
};

const actual = (cell: Cell): boolean => {
  const { purpose, mode, exception, isHonoured, hasGpc, isOverridden, stamp } = cell;
  const rule = ruleOf("*", {
    mode,
    gpc: isHonoured ? "honour" : "ignore",
    purposes: exception === undefined ? {} : { [purpose]: exception },
  });
  const evidence = evidenceOf(cell);
  const stated = choicesOf(stamp === undefined ? {} : { [purpose]: stamp }, "banner", 1);
  const choices = weighChoices(stated, evidence, 1, isOverridden && hasGpc ? 1 : null);
  return grantedHere(rule, choices, hasGpc, evidence)[purpose];
};

/** Every combination of the values of some fields. */
const combine = <Fields extends Record<string, readonly unknown[]>>(
  fields: Fields,
): { [Key in keyof Fields]: Fields[Key][number] }[] =>
  Object.entries(fields).reduce<Record<string, unknown>[]>(
    (cells, [name, values]) => cells.flatMap((cell) => values.map((value) => ({ ...cell, [name]: value }))),
    [{}],
  ) as { [Key in keyof Fields]: Fields[Key][number] }[];

const CELLS = combine({
  exception: STATES,
  isHonoured: SWITCHES,
  hasGpc: SWITCHES,
  isOverridden: SWITCHES,
  stamp: STATES,
  tcf: STATES,
  gpp: STATES,
  update: STATES,
  byDefault: STATES,
});

describe.each(MODES)("every rule, purpose and signal under %s", (mode) => {
  test.each(PURPOSES)("%s comes out as the design says", (purpose) => {
    const wrong = CELLS.filter((cell) => {
      const whole = { ...cell, mode, purpose };
      return actual(whole) !== isExpected(whole);
    });
    expect(wrong).toEqual([]);
    expect(CELLS).toHaveLength(5_832);
  });
});

describe("the strictest wins", () => {
  const state = fc.constantFrom(...STATES);
  const cell: fc.Arbitrary<Cell> = fc.record({
    purpose: fc.constantFrom(...PURPOSES),
    mode: fc.constantFrom(...MODES),
    exception: state,
    isHonoured: fc.boolean(),
    hasGpc: fc.boolean(),
    isOverridden: fc.boolean(),
    stamp: state,
    tcf: state,
    gpp: state,
    update: state,
    byDefault: state,
  });
  const denial = fc.constantFrom("stamp", "tcf", "gpp", "update", "byDefault");

  test("one more denial never grants, whoever says it", () => {
    fc.assert(
      fc.property(cell, denial, (before, by) => {
        const after = actual({ ...before, [by]: "denied" });
        return !after || actual(before);
      }),
      { numRuns: 2_000 },
    );
  });

  test("Global Privacy Control never grants, and overriding it changes nothing where it is not sent", () => {
    fc.assert(
      fc.property(cell, (given) => {
        const without = { ...given, hasGpc: false };
        const isLooser = actual({ ...given, hasGpc: true }) && !actual(without);
        return !isLooser && actual({ ...without, isOverridden: true }) === actual(without);
      }),
      { numRuns: 2_000 },
    );
  });

  test("the order in which tools are heard does not matter for what holds, and the decisive one is named", () => {
    fc.assert(
      fc.property(
        cell,
        fc.array(fc.tuple(fc.constantFrom<SignalSource[]>("tcf", "gpp", "google"), state), { maxLength: 5 }),
        (given, words) => {
          const signals = words.flatMap(([source, said]) =>
            said === undefined
              ? []
              : [
                  {
                    source,
                    states: { [given.purpose]: said },
                    fault: null,
                    text: null,
                  },
                ],
          );
          const of = (heard: typeof signals) =>
            weighChoices({}, { signals: heard, unasked: {}, overriddenAt: null, notice: null }, 7, null)[
              given.purpose
            ];
          const [there, back] = [of(signals), of(signals.toReversed())];
          expect(there?.state).toBe(back?.state);
          const isSaid = signals.some(
            ({ source, states }) => source === there?.source && states[given.purpose] === there.state,
          );
          expect(isSaid).toBe(isSignalled(given.purpose) && signals.length > 0);
        },
      ),
    );
  });
});
