/** Leaves of every kind, about what the histories are made of. */
import * as fc from "fast-check";
import type {
  Condition,
  ConsentLeaf,
  EventLeaf,
  ProfileLeaf,
  SequenceLeaf,
} from "../../../../schemas/audience.ts";
import { amounts, categories } from "./histories.ts";
import { durations, optional, seldom } from "./times.ts";

const conditions = fc.oneof(
  fc.record({
    prop: fc.constantFrom("params.plan", "page.title"),
    op: fc.constantFrom("eq", "neq"),
    value: fc.constantFrom("pro", 5, "Boots"),
  }),
  fc.record({
    prop: fc.constant("item.item_category"),
    op: fc.constantFrom("in", "nin"),
    value: fc.array(categories, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({
    prop: fc.constantFrom("value", "item.price", "item.quantity", "params.plan"),
    op: fc.constantFrom("gt", "gte", "lt", "lte"),
    value: amounts,
  }),
  fc.record({
    prop: fc.constantFrom("item.item_category", "params.plan", "page.path", "page.url", "page.host"),
    op: fc.constantFrom("contains", "starts_with"),
    value: fc.constantFrom("bo", "oo", "p", "/", "https://shop"),
  }),
  fc.record({
    prop: fc.constantFrom("value", "item.price", "params.constructor", "page.path", "transaction_id"),
    op: fc.constant("exists"),
    value: fc.boolean(),
  }),
) as fc.Arbitrary<Condition>;

const names = fc.oneof(
  { arbitrary: fc.constantFrom("a", "a", "a", "b", "b", "c"), weight: 8 },
  { arbitrary: fc.constantFrom("purchase", "page_view", "add_to_cart"), weight: 2 },
  { arbitrary: fc.constant("*"), weight: 2 },
);
const pattern = { event: names, where: seldom(fc.array(conditions, { minLength: 1, maxLength: 2 })) };

const bound = fc.integer({ min: 0, max: 3 });
const counts = fc.oneof(
  bound.map((gte) => ({ gte })),
  bound.map((lte) => ({ lte })),
  bound.map((eq) => ({ eq })),
  fc.tuple(bound, bound).map(([gte, lte]) => ({ gte, lte })),
);
const total = fc.constantFrom(0, 0.1, 0.3, 0.8, 0.9, 5);
const sums = fc.oneof(
  total.map((gte) => ({ prop: "value", gte })),
  total.map((lte) => ({ prop: "value", lte })),
  fc.tuple(total, total).map(([gt, lt]) => ({ prop: "item.price", gt, lt })),
);

export const eventLeaves: fc.Arbitrary<EventLeaf> = fc.record({
  ...pattern,
  count: optional(counts),
  sum: seldom(sums),
  within: fc.option(durations(6), { nil: undefined, freq: 3 }),
  not_followed_by: seldom(fc.record({ ...pattern, within: durations(3) })),
});

const laterSteps = fc.array(
  fc.record({ ...pattern, within: seldom(durations(4)), directly: seldom(fc.boolean()) }),
  { minLength: 1, maxLength: 2 },
);

export const sequenceLeaves: fc.Arbitrary<SequenceLeaf> = fc.record({
  sequence: fc.tuple(fc.record(pattern), laterSteps).map(([first, later]) => [first, ...later]),
  within: optional(durations(6)),
  same: seldom(fc.constantFrom("params.plan", "item.item_category", "value", "page.path")),
});

const scalars = ["eq", "neq"] as const;
const lists = ["in", "nin"] as const;
const orders = ["gt", "gte", "lt", "lte"] as const;
const parts = ["contains", "starts_with"] as const;

/** Every operator with a value that fits it. */
const testsOf = <T>(profile: string, values: readonly T[], ops: readonly string[]) =>
  fc.oneof(
    fc.record({
      profile: fc.constant(profile),
      op: fc.constantFrom(...ops),
      value: fc.constantFrom(...values),
    }),
    fc.record({
      profile: fc.constant(profile),
      op: fc.constantFrom(...lists),
      value: fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }),
    }),
  );

const existence = (...properties: readonly string[]) =>
  fc.record({ profile: fc.constantFrom(...properties), op: fc.constant("exists"), value: fc.boolean() });

const text = (profile: string, ...values: readonly string[]) =>
  fc.oneof(
    { arbitrary: testsOf(profile, values, [...scalars, ...parts]), weight: 4 },
    { arbitrary: existence(profile), weight: 1 },
  );
const number = (profile: string, ...values: readonly number[]) =>
  fc.oneof(
    { arbitrary: testsOf(profile, values, [...scalars, ...orders]), weight: 4 },
    { arbitrary: existence(profile), weight: 1 },
  );

const scores = [1, 2, 3, 4, 5];
const days = [0, 0.5, 1, 2, 3];

export const profileLeaves = fc.oneof(
  testsOf("known", [true, false], scalars).filter(({ op }) => op === "eq" || op === "neq"),
  text("country", "DE", "US", "D"),
  text("region", "DE", "US", "US-CA"),
  text("language", "de", "de-at"),
  text("account_domain", "acme.example", "acme"),
  text("first_source", "news", "ads", "old"),
  text("last_source", "news", "ads", "old"),
  text("first_medium", "email"),
  text("last_medium", "email"),
  text("first_campaign", "spring", "s"),
  text("last_campaign", "spring", "s"),
  text("click_id", "gclid", "fbclid", "wbraid", "g"),
  fc.oneof(testsOf("device", ["desktop", "mobile"], scalars), existence("device")),
  testsOf("lifecycle", ["new", "engaged", "cart", "customer", "lapsed"], scalars),
  number("visits", 0, 1, 2, 3),
  number("days_since_first_visit", ...days),
  number("days_since_last_visit", ...days),
  number("cart_value", 0, 0.1, 0.3, 5, 10),
  number("rfm_recency", ...scores),
  number("rfm_frequency", ...scores),
  number("rfm_monetary", ...scores),
) as fc.Arbitrary<ProfileLeaf>;

export const consentLeaves: fc.Arbitrary<ConsentLeaf> = fc.record({
  consent: fc.constantFrom("ad_storage", "email_marketing", "sms_marketing"),
  is: fc.constantFrom("granted", "denied"),
});
