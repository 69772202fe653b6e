/** Small histories and rules that collide: few names, few durations, times on whole seconds and one millisecond beside. */
import * as fc from "fast-check";
import type { AudienceDefinition, Condition, EventLeaf, Rule } from "../../../schemas/audience.ts";
import type { History } from "../../../worker/domain/audience/history.ts";
import { compareEvents, type EventFields, type StoredEvent } from "../../../worker/domain/profile-state.ts";
import { definitionOf, SECOND_MS } from "./sample.ts";

/** Events happen up to then. */
const EVENTS_UNTIL_MS = 10 * SECOND_MS;
/** The longest window, stickiness and refutation after the last event, and one second more. */
export const HORIZON_MS = EVENTS_UNTIL_MS + 6 * SECOND_MS + 4 * SECOND_MS + 3 * SECOND_MS + SECOND_MS;

/** Every second time, and every fourth. `freq` is the odds of nothing: one in so many. */
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const seldom = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 3 }, { arbitrary, weight: 1 });

const seconds = (max: number) => fc.integer({ min: 1, max }).map((n) => `${n}s`);
const name = fc.constantFrom("a", "a", "b", "c");
const amount = fc.constantFrom(0.1, 0.2, 0.7, -0.3, 5);
const category = fc.constantFrom("boots", "boats", "hats");

const fields: fc.Arbitrary<EventFields> = fc.record({
  value: optional(amount),
  params: optional(fc.constantFrom({ plan: "pro" }, { plan: 5 }, { plan: true }, {})),
  items: optional(
    fc.array(
      fc.record({ item_id: fc.constant("i"), item_category: optional(category), price: optional(amount) }),
      { maxLength: 2 },
    ),
  ),
});

const time = fc
  .tuple(fc.integer({ min: 0, max: EVENTS_UNTIL_MS / SECOND_MS }), fc.constantFrom(0, 0, 0, 1, 999))
  .map(([s, ms]) => s * SECOND_MS + ms);

const event = fc.tuple(name, time, fields).map(([type, at, own]): Omit<StoredEvent, "id"> => ({
  type,
  at,
  n: 0,
  digest: 0,
  collectedFor: 3,
  fields: own,
}));

/** In the order of arrival, which is any. */
export const arrivals: fc.Arbitrary<StoredEvent[]> = fc
  .array(event, { maxLength: 9, size: "max" })
  .map((events) => events.map((one, index) => ({ ...one, id: `e${index}` })));

export const histories: fc.Arbitrary<History> = fc
  .tuple(arrivals, fc.constantFrom(0, 0, 2_500, 20_000))
  .map(([events, firstSeenAt]) => ({
    log: events.toSorted(compareEvents),
    folded: {},
    foldedUntil: null,
    firstSeenAt,
  }));

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    prop: fc.constant("params.plan"),
    op: fc.constantFrom("eq", "neq"),
    value: fc.constantFrom("pro", 5),
  }),
  fc.record({
    prop: fc.constant("item.item_category"),
    op: fc.constantFrom("in", "nin"),
    value: fc.array(category, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({
    prop: fc.constantFrom("value", "item.price", "params.plan"),
    op: fc.constantFrom("gt", "gte", "lt", "lte"),
    value: amount,
  }),
  fc.record({
    prop: fc.constantFrom("item.item_category", "params.plan"),
    op: fc.constantFrom("contains", "starts_with"),
    value: fc.constantFrom("bo", "oo", "p"),
  }),
  fc.record({
    prop: fc.constantFrom("value", "item.price", "params.constructor"),
    op: fc.constant("exists"),
    value: fc.boolean(),
  }),
) as fc.Arbitrary<Condition>;

const pattern = {
  event: fc.oneof({ arbitrary: name, weight: 5 }, { arbitrary: fc.constant("*"), weight: 1 }),
  where: seldom(fc.array(condition, { minLength: 1, maxLength: 2 })),
};

const bound = fc.integer({ min: 0, max: 3 });
const count = fc.oneof(
  bound.map((gte) => ({ gte })),
  bound.map((lte) => ({ lte })),
  bound.map((eq) => ({ eq })),
  fc.tuple(bound, bound).map(([gte, lte]) => ({ gte, lte })),
);
const total = fc.constantFrom(0, 0.1, 0.3, 0.8, 0.9, 5);
const sum = fc.oneof(
  total.map((gte) => ({ prop: "value", gte })),
  total.map((lte) => ({ prop: "value", lte })),
  fc.tuple(total, total).map(([gt, lt]) => ({ prop: "item.price", gt, lt })),
);

const leaf: fc.Arbitrary<EventLeaf> = fc.record({
  ...pattern,
  count: optional(count),
  sum: seldom(sum),
  within: fc.option(seconds(6), { nil: undefined, freq: 4 }),
  not_followed_by: seldom(fc.record({ ...pattern, within: seconds(3) })),
});

const { rule } = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { arbitrary: leaf, weight: 3 },
    { arbitrary: fc.array(tie("rule"), { minLength: 1, maxLength: 3 }).map((and) => ({ and })), weight: 1 },
    { arbitrary: fc.array(tie("rule"), { minLength: 1, maxLength: 3 }).map((or) => ({ or })), weight: 1 },
    { arbitrary: tie("rule").map((not) => ({ not })), weight: 1 },
  ),
}));

export const definitions: fc.Arbitrary<AudienceDefinition> = fc
  .tuple(
    rule,
    fc.array(fc.record({ mode: fc.constantFrom("temporary", "permanent"), rule }), { maxLength: 2 }),
    fc.oneof(
      fc.constant({ mode: "live" as const }),
      seconds(4).map((duration) => ({ mode: "sticky" as const, for: duration })),
    ),
  )
  .map(([include, exclude, membership]) => definitionOf(include, { exclude, membership }));

/** A moment to ask at: before, between, on and after the edges. */
export const moments = fc
  .tuple(
    fc.integer({ min: 0, max: (EVENTS_UNTIL_MS + HORIZON_MS) / 2 / SECOND_MS }),
    fc.constantFrom(-1, 0, 1, 500, 999),
  )
  .map(([s, ms]) => s * SECOND_MS + ms);
