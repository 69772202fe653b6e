import * as z from "zod";

/**
 * Cohorts, insight filters and property-filter groups of PostHog. Sources, all in PostHog/posthog:
 * posthog/models/property/property.py (fields and kinds of a property), posthog/hogql_queries/hogql_cohort_query.py (what a
 * cohort's conditions mean), posthog/api/cohort.py (a cohort's own fields); posthog.com/docs/data/property-filters.
 *
 * A null is a field left out. Informational are what PostHog notes about its own work: ids, names, times, counts, and the
 * compiled form of a condition (`bytecode`, `conditionHash`).
 */
const informational = z.unknown().optional();

const Scalar = z.union([z.string(), z.number(), z.boolean()]);
export type PosthogScalar = z.infer<typeof Scalar>;
const whole = z.union([z.string().regex(/^\d{1,9}$/), z.number()]);

/** One condition. Which fields it takes depends on its `type` and, where it is behavioral, on its `value`. */
export interface PosthogLeaf {
  /** `event` where left out. */
  type?: string | null | undefined;
  key?: string | number | null | undefined;
  value?: PosthogScalar | PosthogScalar[] | null | undefined;
  operator?: string | null | undefined;
  negation?: boolean | null | undefined;
  event_type?: string | null | undefined;
  event_filters?: PosthogLeaf[] | null | undefined;
  explicit_datetime?: string | null | undefined;
  explicit_datetime_to?: string | null | undefined;
  time_value?: string | number | null | undefined;
  time_interval?: string | null | undefined;
  operator_value?: string | number | null | undefined;
  seq_event?: string | number | null | undefined;
  seq_event_type?: string | null | undefined;
  seq_time_value?: string | number | null | undefined;
  seq_time_interval?: string | null | undefined;
  min_periods?: string | number | null | undefined;
  total_periods?: string | number | null | undefined;
  group_type_index?: number | null | undefined;
}

const Leaf: z.ZodType<PosthogLeaf> = z.lazy(() =>
  z.strictObject({
    type: z.string().nullish(),
    key: z.union([z.string(), z.number()]).nullish(),
    value: z.union([Scalar, z.array(Scalar)]).nullish(),
    operator: z.string().nullish(),
    negation: z.boolean().nullish(),
    event_type: z.string().nullish(),
    event_filters: z.array(Leaf).nullish(),
    explicit_datetime: z.string().nullish(),
    explicit_datetime_to: z.string().nullish(),
    time_value: whole.nullish(),
    time_interval: z.string().nullish(),
    operator_value: whole.nullish(),
    seq_event: z.union([z.string(), z.number()]).nullish(),
    seq_event_type: z.string().nullish(),
    seq_time_value: whole.nullish(),
    seq_time_interval: z.string().nullish(),
    min_periods: whole.nullish(),
    total_periods: whole.nullish(),
    group_type_index: z.number().nullish(),
    label: informational,
    cohort_name: informational,
    sort_key: informational,
    bytecode: informational,
    bytecode_error: informational,
    conditionHash: informational,
  }),
);

export interface PosthogGroup {
  type: "AND" | "OR";
  values: (PosthogGroup | PosthogLeaf)[];
}

const Group: z.ZodType<PosthogGroup> = z.lazy(() =>
  z.strictObject({
    type: z.enum(["AND", "OR"]),
    values: z.array(z.union([Group, Leaf])),
    id: informational,
    sort_key: informational,
  }),
);

/** A cohort as `GET /api/projects/{id}/cohorts/{id}` answers it. */
const Cohort = z.strictObject({
  name: z.string().nullish(),
  filters: z.strictObject({ properties: Group }),
  /** A list of people that was uploaded once. */
  is_static: z.boolean().nullish(),
  /** The form of cohorts before `filters`; empty since. */
  groups: z.array(z.unknown()).nullish(),
  /** A query whose result the cohort is. */
  query: z.unknown().optional(),
  id: informational,
  description: informational,
  created_at: informational,
  created_by: informational,
  deleted: informational,
  is_calculating: informational,
  last_calculation: informational,
  errors_calculating: informational,
  last_error_at: informational,
  last_error_message: informational,
  count: informational,
  version: informational,
  pending_version: informational,
  cohort_type: informational,
  experiment_set: informational,
});
export type PosthogCohort = z.infer<typeof Cohort>;

/** An event of an insight, and of those the ones whose properties match. */
const Entity = z.strictObject({
  id: z.union([z.string(), z.number()]).nullish(),
  type: z.string().nullish(),
  properties: z.union([Group, z.array(Leaf)]).nullish(),
  name: informational,
  custom_name: informational,
  order: informational,
  /** What is drawn of the events: `total`, `dau` (unique people). */
  math: z.string().nullish(),
});
export type PosthogEntity = z.infer<typeof Entity>;

/** The filters of an insight about one event. */
const Insight = z.strictObject({
  events: z.array(Entity),
  actions: z.array(z.unknown()).nullish(),
  properties: z.union([Group, z.array(Leaf)]).nullish(),
  /** `-30d`, or a day. */
  date_from: z.string().nullish(),
  date_to: z.string().nullish(),
  filter_test_accounts: z.boolean().nullish(),
  insight: z.string().nullish(),
  name: z.string().nullish(),
  id: informational,
  description: informational,
  display: informational,
  interval: informational,
});
export type PosthogInsight = z.infer<typeof Insight>;

export const PosthogDocument = z.union([Cohort, Insight, Group]);
export type PosthogDocument = z.infer<typeof PosthogDocument>;
