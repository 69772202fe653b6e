import * as fc from "fast-check";
import type { Rule } from "../../../../schemas/audience.ts";
import type { JourneyInput, Step } from "../../../../schemas/journey.ts";
import { DAY, HOUR, MINUTE } from "../kit.ts";
import { when } from "../samples.ts";

/** One thing that happens in the life of a contact. */
export type Happening =
  /** Events that arrive together, each some time after it happened. */
  | { readonly kind: "events"; readonly events: readonly Told[] }
  /** `isPunctual`: every timer fires when it is due; else none does. */
  | { readonly kind: "wait"; readonly ms: number; readonly isPunctual: boolean }
  /** A timer fires, whether anything is due or not. */
  | { readonly kind: "timer" }
  /** A page shows something. */
  | { readonly kind: "ad"; readonly placement: string }
  | { readonly kind: "edit"; readonly journey: string; readonly input: Input }
  | { readonly kind: "stop"; readonly isStopped: boolean };

export interface Told {
  readonly type: string;
  readonly cart: string | null;
  readonly agoMs: number;
}

export type Input = Omit<JourneyInput, "name" | "status"> & { status: "live" | "paused" };

const EVENTS = ["add_to_cart", "remove_from_cart", "purchase", "begin_checkout", "sign_up"];

const rule: fc.Arbitrary<Rule> = fc
  .tuple(fc.constantFrom(...EVENTS), fc.boolean(), fc.boolean())
  .map(([event, isRecent, isNegated]): Rule => {
    const leaf: Rule = isRecent ? { event, within: "3h" } : { event };
    return isNegated ? { not: leaf } : leaf;
  });

const duration = fc.constantFrom("10m", "30m", "1h", "2h", "1d");

const leaf: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: duration.map((wait): Step => ({ wait })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...EVENTS), duration)
      .map(([event, timeout]): Step => ({ wait_until: { event }, timeout })),
  },
  {
    weight: 5,
    arbitrary: fc
      .constantFrom("email", "sms")
      .map((channel): Step => ({ send: { channel, text: "x", subject: "x" } })),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ stop: true }) },
);

const listOf = (step: fc.Arbitrary<Step>, minLength = 0): fc.Arbitrary<Step[]> =>
  fc.array(step, { minLength, maxLength: 4 });

const branchOver = (list: fc.Arbitrary<Step[]>): fc.Arbitrary<Step> =>
  fc
    .tuple(
      fc.array(fc.tuple(rule, list), { minLength: 1, maxLength: 2 }),
      fc.option(list, { nil: undefined }),
    )
    .map(([lists, otherwise]) => ({
      branch: lists.map(([condition, steps]) => when(condition, steps)),
      else: otherwise,
    }));

const inner = fc.oneof({ weight: 5, arbitrary: leaf }, { weight: 1, arbitrary: branchOver(listOf(leaf)) });
const steps = listOf(
  fc.oneof({ weight: 5, arbitrary: leaf }, { weight: 1, arbitrary: branchOver(listOf(inner)) }),
  1,
);

const cap = fc.record({
  scope: fc.constantFrom(
    "creative" as const,
    "campaign" as const,
    "placement" as const,
    "channel" as const,
    "site" as const,
  ),
  limit: fc.constantFrom(0, 1, 1, 2, 3),
  counts: fc.constantFrom("viewable" as const, "viewable" as const, "reserved" as const),
  window: fc.constantFrom(
    { window: "sliding" as const, per: "1h" },
    { window: "sliding" as const, per: "3h" },
    { window: "sliding" as const, per: "1d" },
    { window: "calendar" as const, per: "day" as const },
    { window: "lifetime" as const },
  ),
});

const anyInput = (enter: string, key: string | null): fc.Arbitrary<Input> =>
  fc
    .record({
      steps,
      status: fc.constantFrom("live" as const, "live" as const, "live" as const, "paused" as const),
      filter: fc.option(rule, { freq: 3 }),
      reentry: fc.constantFrom("never" as const, "after_exit" as const, "always" as const),
      reentry_after: fc.option(duration, { freq: 2 }),
      exit: fc.option(
        fc
          .subarray(["purchase", "begin_checkout"], { minLength: 1 })
          .map((names) => names.map((event) => ({ event }))),
      ),
      quiet_hours: fc.option(
        fc.constantFrom(
          { from: "21:00", to: "08:00" },
          { from: "12:00", to: "15:30" },
          { from: "22:00", to: "02:30" },
        ),
        { freq: 2 },
      ),
      caps: fc
        .array(cap, { maxLength: 2 })
        .map((caps) => caps.map(({ window, ...rest }) => ({ ...rest, ...window }))),
      over_cap: fc.constantFrom("skip" as const, "defer" as const),
      priority: fc.nat(2),
    })
    .map((input): Input => ({ ...input, enter: { event: enter }, key }));

/** Two journeys: each cart has its own instance in the one, the other has no key. */
export const INPUTS: Readonly<Record<string, fc.Arbitrary<Input>>> = {
  carts: anyInput("add_to_cart", "cart_id"),
  welcome: anyInput("sign_up", null),
};

const told: fc.Arbitrary<Told> = fc.record({
  type: fc.constantFrom(...EVENTS, "add_to_cart", "sign_up"),
  cart: fc.constantFrom("a", "a", "b", null),
  agoMs: fc.constantFrom(0, 0, 0, 0, 10 * MINUTE, 50 * MINUTE, 3 * HOUR, 3 * DAY, 3 * DAY + MINUTE),
});

const edit = fc.constantFrom("carts", "welcome").chain((journey) =>
  (INPUTS[journey] ?? fc.constant(undefined as never)).map((input) => ({
    kind: "edit" as const,
    journey,
    input,
  })),
);

export const stories = (isEdited: boolean): fc.Arbitrary<Happening[]> =>
  fc.array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          kind: fc.constant("events" as const),
          events: fc.array(told, { minLength: 1, maxLength: 3 }),
        }),
      },
      {
        weight: 6,
        arbitrary: fc.record({
          kind: fc.constant("wait" as const),
          ms: fc.constantFrom(0, MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 7 * HOUR, DAY),
          isPunctual: fc.boolean(),
        }),
      },
      { weight: 2, arbitrary: fc.constant({ kind: "timer" as const }) },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant("ad" as const),
          placement: fc.constantFrom("hero", "email"),
        }),
      },
      ...(isEdited ? [{ weight: 1, arbitrary: edit }] : []),
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant("stop" as const), isStopped: fc.boolean() }),
      },
    ),
    { minLength: 3, maxLength: 25 },
  );
