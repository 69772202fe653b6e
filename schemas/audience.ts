import * as z from "zod";
import { ConsentState, Purpose } from "./consent.ts";
import { NOTIFIED_CHANNELS_MAX, SEQUENCE_STEPS_MAX } from "./limits.ts";
import { Slug, text } from "./text.ts";

/** `90s`, `30m`, `1h`, `7d`. */
export const Duration = z.string().regex(/^[1-9]\d{0,7}[smhd]$/);
export type Duration = z.infer<typeof Duration>;

/** Texts to compare with. */
export const AnyText = text(500);
export const ComparedText = text(500).min(1);

const Scalar = z.union([AnyText, z.number(), z.boolean()]);

/**
 * A GA4 parameter by its name (`value`, `search_term`), a part of the page's address, `item.item_category`, `params.plan`.
 * Other holders than these do not exist, so a rule that names one would silently never hold.
 */
export const Property = z
  .string()
  .regex(/^(?:(?:(?:item|params)\.)?[a-zA-Z][a-zA-Z0-9_]{0,63}|page\.(?:url|path|host|title|referrer))$/);

const comparison = { prop: Property };

/** One condition on a property. On `item.…` it holds when one item satisfies it. */
export const Condition = z.discriminatedUnion("op", [
  z.strictObject({ ...comparison, op: z.enum(["eq", "neq"]), value: Scalar }),
  z.strictObject({ ...comparison, op: z.enum(["in", "nin"]), value: z.array(Scalar).min(1).max(500) }),
  z.strictObject({ ...comparison, op: z.enum(["gt", "gte", "lt", "lte"]), value: z.number() }),
  z.strictObject({ ...comparison, op: z.enum(["contains", "starts_with"]), value: ComparedText }),
  z.strictObject({ ...comparison, op: z.literal("exists"), value: z.boolean().default(true) }),
]);
export type Condition = z.infer<typeof Condition>;

export const EventName = z.union([z.literal("*"), z.string().regex(/^[a-zA-Z][a-zA-Z0-9_]{0,39}$/)]);
const where = z.array(Condition).min(1).max(20).optional();

const hasBound = (bounds: object): boolean => Object.values(bounds).some((bound) => bound !== undefined);

/** How many matching events there must be inside the window. */
export const Count = z
  .strictObject({
    gte: z.number().int().min(0).max(1_000_000).optional(),
    lte: z.number().int().min(0).max(1_000_000).optional(),
    eq: z.number().int().min(0).max(1_000_000).optional(),
  })
  .refine(hasBound, "one of gte, lte, eq");
export type Count = z.infer<typeof Count>;

/** The sum of a numeric property over the matching events inside the window. */
export const Sum = z
  .strictObject({
    prop: Property,
    gte: z.number().optional(),
    lte: z.number().optional(),
    gt: z.number().optional(),
    lt: z.number().optional(),
  })
  .refine(({ gte, lte, gt, lt }) => hasBound({ gte, lte, gt, lt }), "one of gte, lte, gt, lt");
export type Sum = z.infer<typeof Sum>;

/** What must not come after a counted event, in (a, a + within]. */
export const NotFollowedBy = z.strictObject({ event: EventName, where, within: Duration });
export type NotFollowedBy = z.infer<typeof NotFollowedBy>;

/** Something the profile did. Without `count` and `sum`, at least once; without `within`, ever. */
export const EventLeaf = z.strictObject({
  event: EventName,
  where,
  count: Count.optional(),
  sum: Sum.optional(),
  within: Duration.optional(),
  not_followed_by: NotFollowedBy.optional(),
});
export type EventLeaf = z.infer<typeof EventLeaf>;

export const SequenceStep = z.strictObject({
  event: EventName,
  where,
  /** At most this long after the step before; not on the first. */
  within: Duration.optional(),
  /** No other event in between; not on the first. */
  directly: z.boolean().optional(),
});

/** Steps in time order, all inside the look-back `within`. */
export const SequenceLeaf = z.strictObject({
  sequence: z.array(SequenceStep).min(2).max(SEQUENCE_STEPS_MAX),
  within: Duration.optional(),
  /** A property that has one and the same value in every step; on `item.…` some item of each step has it. */
  same: Property.optional(),
});
export type SequenceLeaf = z.infer<typeof SequenceLeaf>;

/** What of a profile is text: where it came from, where and on what it was seen, whose account it belongs to. */
export const TextProperty = z.enum([
  "region",
  "country",
  "language",
  "first_source",
  "first_medium",
  "first_campaign",
  "last_source",
  "last_medium",
  "last_campaign",
  "click_id",
  "account_domain",
]);

/** What of a profile is a number. RFM scores are 1 (worst) to 5 (best). */
export const NumberProperty = z.enum([
  "visits",
  "days_since_first_visit",
  "days_since_last_visit",
  "cart_value",
  "rfm_recency",
  "rfm_frequency",
  "rfm_monetary",
]);

/** GA4's device categories. */
export const DeviceClass = z.enum(["desktop", "mobile", "tablet", "tv"]);
export type DeviceClass = z.infer<typeof DeviceClass>;

/** How far a profile has come: nothing yet, several visits, an open cart, an order, or orders that are long ago. */
export const Lifecycle = z.enum(["new", "engaged", "cart", "customer", "lapsed"]);
export type Lifecycle = z.infer<typeof Lifecycle>;

const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).max(500);

const textTest = { profile: TextProperty };
const numberTest = { profile: NumberProperty };
const deviceTest = { profile: z.literal("device") };
const lifecycleTest = { profile: z.literal("lifecycle") };
const equality = z.enum(["eq", "neq"]);
const listing = z.enum(["in", "nin"]);
const existence = { op: z.literal("exists"), value: z.boolean().default(true) };

/** Something the profile is. Which operators there are depends on the kind of property. */
export const ProfileLeaf = z.discriminatedUnion("profile", [
  z.strictObject({ profile: z.literal("known"), op: equality, value: z.boolean() }),
  z.discriminatedUnion("op", [
    z.strictObject({ ...textTest, op: equality, value: ComparedText }),
    z.strictObject({ ...textTest, op: listing, value: listOf(ComparedText) }),
    z.strictObject({ ...textTest, op: z.enum(["contains", "starts_with"]), value: ComparedText }),
    z.strictObject({ ...textTest, ...existence }),
  ]),
  z.discriminatedUnion("op", [
    z.strictObject({ ...numberTest, op: z.enum(["eq", "neq", "gt", "gte", "lt", "lte"]), value: z.number() }),
    z.strictObject({ ...numberTest, op: listing, value: listOf(z.number()) }),
    z.strictObject({ ...numberTest, ...existence }),
  ]),
  z.discriminatedUnion("op", [
    z.strictObject({ ...deviceTest, op: equality, value: DeviceClass }),
    z.strictObject({ ...deviceTest, op: listing, value: listOf(DeviceClass) }),
    z.strictObject({ ...deviceTest, ...existence }),
  ]),
  z.discriminatedUnion("op", [
    z.strictObject({ ...lifecycleTest, op: equality, value: Lifecycle }),
    z.strictObject({ ...lifecycleTest, op: listing, value: listOf(Lifecycle) }),
  ]),
]);
export type ProfileLeaf = z.infer<typeof ProfileLeaf>;
export type ProfileProperty = ProfileLeaf["profile"];

/** Membership of another audience of the site. */
export const AudienceLeaf = z.strictObject({ audience: Slug });
export type AudienceLeaf = z.infer<typeof AudienceLeaf>;

export const ConsentLeaf = z.strictObject({ consent: Purpose, is: ConsentState });
export type ConsentLeaf = z.infer<typeof ConsentLeaf>;

export type Leaf = EventLeaf | SequenceLeaf | ProfileLeaf | AudienceLeaf | ConsentLeaf;
export type Rule = { and: Rule[] } | { or: Rule[] } | { not: Rule } | Leaf;

/** A rule: `and`, `or`, `not` over leaves. Depth and leaf count are checked when it is saved. */
export const Rule: z.ZodType<Rule> = z.lazy(() =>
  z.union([
    z.strictObject({ and: z.array(Rule).min(1).max(50) }),
    z.strictObject({ or: z.array(Rule).min(1).max(50) }),
    z.strictObject({ not: Rule }),
    EventLeaf,
    SequenceLeaf,
    ProfileLeaf,
    AudienceLeaf,
    ConsentLeaf,
  ]),
);

/** `temporary`: out while the rule holds. `permanent`: out since it ever held. */
export const Exclusion = z.strictObject({ mode: z.enum(["temporary", "permanent"]), rule: Rule });
export type Exclusion = z.infer<typeof Exclusion>;

/** `live`: while the rule holds. `sticky`: also for a time after it last held. */
export const MembershipMode = z.discriminatedUnion("mode", [
  z.strictObject({ mode: z.literal("live") }),
  z.strictObject({ mode: z.literal("sticky"), for: Duration }),
]);

export const AudienceName = text(100).min(1);

/** Body of `PUT /audiences/{id}`. */
export const AudienceDefinition = z.strictObject({
  v: z.literal(1),
  name: AudienceName,
  /** `visitors`: anonymous profiles (retargeting). `contacts`: known ones (remarketing). */
  of: z.enum(["visitors", "contacts", "all"]),
  include: Rule,
  exclude: z.array(Exclusion).max(20).default([]),
  membership: MembershipMode.default({ mode: "live" }),
  /** Webhook channels that are told of each entry and exit as it happens; never of those a change of definition makes. */
  notify: z.array(Slug).min(1).max(NOTIFIED_CHANNELS_MAX).optional(),
});
export type AudienceDefinition = z.infer<typeof AudienceDefinition>;
