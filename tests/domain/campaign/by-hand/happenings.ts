import * as fc from "fast-check";
import { Cap } from "../../../../schemas/campaign.ts";
import { ConfirmedState } from "../../../../schemas/decide.ts";
import { DAY_MS, RESERVATION_LIFE_MS, SESSION_GAP_MS } from "../../../../schemas/limits.ts";
import type { Candidate } from "../../../../worker/domain/campaign/exposure.ts";
import { anyCap } from "../history.ts";

const HOUR_MS = 3_600_000;

/** One thing that happens in the life of three browsers, and whoever they turn out to belong to. */
export type Happening =
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "visit"; readonly browser: number }
  | { readonly kind: "want"; readonly browser: number; readonly what: readonly Candidate[] }
  | { readonly kind: "say"; readonly back: number; readonly state: ConfirmedState; readonly times: number }
  | { readonly kind: "merge"; readonly into: number; readonly from: number }
  | { readonly kind: "edit"; readonly caps: readonly Cap[] }
  | { readonly kind: "restart" };

const browser = fc.nat(2);

export const candidate: fc.Arbitrary<Candidate> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      campaign: fc.constantFrom("boots", "coats"),
      creative: fc.constantFrom("a", "b"),
      placement: fc.constantFrom("hero", "side"),
      channel: fc.constant("onsite" as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      campaign: fc.constantFrom("boots", "coats"),
      creative: fc.constant("letter"),
      placement: fc.constant("inbox"),
      channel: fc.constantFrom("email" as const, "sms" as const, "push" as const),
    }),
  },
);

const edges = [RESERVATION_LIFE_MS, SESSION_GAP_MS, HOUR_MS, 2 * HOUR_MS, DAY_MS].flatMap((ms) => [
  ms - 1,
  ms,
  ms + 1,
]);

const wait = fc.record({
  kind: fc.constant("wait" as const),
  ms: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(0, 1, 500, 20_000) },
    { weight: 4, arbitrary: fc.constantFrom(...edges) },
    { weight: 1, arbitrary: fc.integer({ min: -2 * HOUR_MS, max: -1 }) },
  ),
});
const want = fc.record({
  kind: fc.constant("want" as const),
  browser,
  what: fc.array(candidate, { minLength: 1, maxLength: 3 }),
});
/** Of the newest reservations most of the time: said in any order, twice, and when it is too late. */
const say = fc.record({
  kind: fc.constant("say" as const),
  back: fc.oneof({ weight: 3, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(30) }),
  state: fc.oneof(
    { weight: 1, arbitrary: fc.constant("viewable" as const) },
    { weight: 1, arbitrary: fc.constantFrom(...ConfirmedState.options) },
  ),
  times: fc.constantFrom(1, 1, 2, 3),
});

/** Five caps at once, each over something else. */
export const fiveCaps: fc.Arbitrary<Cap[]> = fc.tuple(
  ...(["creative", "campaign", "placement", "channel", "site"] as const).map((scope) =>
    fc
      .tuple(anyCap, fc.integer({ min: 1, max: 6 }))
      .map(([cap, limit]) => Cap.parse({ ...cap, scope, limit })),
  ),
);

/** One or two, which are reached more often. */
export const fewCaps: fc.Arbitrary<Cap[]> = fc.array(
  fc.tuple(anyCap, fc.integer({ min: 1, max: 3 })).map(([cap, limit]) => Cap.parse({ ...cap, limit })),
  { minLength: 1, maxLength: 2 },
);

/** Wanted, and seen at once or when it may just be too late. */
const seen = fc
  .tuple(want, fc.constantFrom(0, 0, 0, 0, RESERVATION_LIFE_MS - 1, RESERVATION_LIFE_MS))
  .map(([wanted, ms]): Happening[] => [
    wanted,
    { kind: "wait", ms },
    { kind: "say", back: 0, state: "viewable", times: 1 },
  ]);

/** Wanted, and renewed while it lives. */
const kept = fc
  .tuple(
    want,
    fc.constantFrom(20_000, RESERVATION_LIFE_MS - 1),
    fc.constantFrom(20_000, 50_000, RESERVATION_LIFE_MS),
  )
  .map(([wanted, ms, laterMs]): Happening[] => [
    wanted,
    { kind: "wait", ms },
    { kind: "say", back: 0, state: "renewed", times: 1 },
    { kind: "wait", ms: laterMs },
  ]);

const alone = (arbitrary: fc.Arbitrary<Happening>): fc.Arbitrary<Happening[]> =>
  arbitrary.map((happening) => [happening]);

/** `isOneStory`: nothing is merged and no cap edited, so that all of it can be counted at the end. */
export const happenings = (isOneStory: boolean, caps: fc.Arbitrary<Cap[]>): fc.Arbitrary<Happening[]> => {
  const merge = fc.record({ kind: fc.constant("merge" as const), into: browser, from: browser });
  const edit = fc.record({ kind: fc.constant("edit" as const), caps });
  const turns = isOneStory
    ? []
    : [
        { weight: 1, arbitrary: alone(merge) },
        { weight: 1, arbitrary: alone(edit) },
      ];
  return fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: alone(want) },
        { weight: 3, arbitrary: seen },
        { weight: 1, arbitrary: kept },
        { weight: 5, arbitrary: alone(say) },
        { weight: 4, arbitrary: alone(wait) },
        { weight: 1, arbitrary: alone(fc.record({ kind: fc.constant("visit" as const), browser })) },
        { weight: 1, arbitrary: alone(fc.constant({ kind: "restart" as const })) },
        ...turns,
      ),
      { minLength: 10, maxLength: 50 },
    )
    .map((parts) => parts.flat());
};
