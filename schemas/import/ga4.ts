import * as z from "zod";

/**
 * An audience of Google Analytics as its Admin API (v1alpha) gives it. Sources: the resource `properties.audiences` at
 * developers.google.com/analytics/devguides/config/admin/v1/rest/v1alpha/properties.audiences, and the field docs of
 * google/analytics/admin/v1alpha/audience.proto in googleapis/googleapis.
 *
 * A null is a field left out, as in the JSON form of protocol buffers. `filter`, `expr` and `oneFilter` only repeat which of
 * several fields is there: Google's client for Node adds them. `name`, `description` and `createTime` are informational.
 */
const informational = z.string().nullish();

const Scope = z.enum([
  "AUDIENCE_FILTER_SCOPE_UNSPECIFIED",
  "AUDIENCE_FILTER_SCOPE_WITHIN_SAME_EVENT",
  "AUDIENCE_FILTER_SCOPE_WITHIN_SAME_SESSION",
  "AUDIENCE_FILTER_SCOPE_ACROSS_ALL_SESSIONS",
]);
export type Ga4Scope = z.infer<typeof Scope>;

const StringFilter = z.strictObject({
  matchType: z.enum(["EXACT", "BEGINS_WITH", "ENDS_WITH", "CONTAINS", "FULL_REGEXP"]),
  value: z.string(),
  /** False where left out. */
  caseSensitive: z.boolean().nullish(),
});

const InListFilter = z.strictObject({
  values: z.array(z.string()).min(1),
  /** False where left out. */
  caseSensitive: z.boolean().nullish(),
});

/** One of the two; a 64-bit integer is text in the JSON form. */
const NumericValue = z.strictObject({
  int64Value: z.union([z.string().regex(/^-?\d{1,19}$/), z.number().int()]).nullish(),
  doubleValue: z.number().nullish(),
  oneValue: informational,
});
export type Ga4NumericValue = z.infer<typeof NumericValue>;

const NumericFilter = z.strictObject({
  operation: z.enum(["EQUAL", "LESS_THAN", "GREATER_THAN"]),
  value: NumericValue,
});

/** Both ends belong to it. */
const BetweenFilter = z.strictObject({ fromValue: NumericValue, toValue: NumericValue });

/** A test of one dimension or metric; one of the four filters is there. */
const DimensionOrMetricFilter = z.strictObject({
  fieldName: z.string(),
  /** Whether it is enough that the condition was met once; only across all sessions. */
  atAnyPointInTime: z.boolean().nullish(),
  /** Days that are looked at; only across all sessions. 0 or left out: the whole life. */
  inAnyNDayPeriod: z.number().int().min(0).nullish(),
  stringFilter: StringFilter.nullish(),
  inListFilter: InListFilter.nullish(),
  numericFilter: NumericFilter.nullish(),
  betweenFilter: BetweenFilter.nullish(),
  oneFilter: informational,
});
export type Ga4Filter = z.infer<typeof DimensionOrMetricFilter>;

/** One of the five is there. */
export interface Ga4Expression {
  andGroup?: Ga4ExpressionList | null | undefined;
  orGroup?: Ga4ExpressionList | null | undefined;
  notExpression?: Ga4Expression | null | undefined;
  dimensionOrMetricFilter?: Ga4Filter | null | undefined;
  eventFilter?: Ga4EventFilter | null | undefined;
  expr?: string | null | undefined;
}
export interface Ga4ExpressionList {
  filterExpressions: Ga4Expression[];
}
/** Events of one name, and of those the ones whose parameters match. */
export interface Ga4EventFilter {
  eventName: string;
  eventParameterFilterExpression?: Ga4Expression | null | undefined;
}

const Expression: z.ZodType<Ga4Expression> = z.lazy(() =>
  z.strictObject({
    andGroup: ExpressionList.nullish(),
    orGroup: ExpressionList.nullish(),
    notExpression: Expression.nullish(),
    dimensionOrMetricFilter: DimensionOrMetricFilter.nullish(),
    eventFilter: z
      .strictObject({ eventName: z.string(), eventParameterFilterExpression: Expression.nullish() })
      .nullish(),
    expr: informational,
  }),
);
const ExpressionList: z.ZodType<Ga4ExpressionList> = z.lazy(() =>
  z.strictObject({ filterExpressions: z.array(Expression).min(1) }),
);

const SimpleFilter = z.strictObject({ scope: Scope, filterExpression: Expression });
export type Ga4SimpleFilter = z.infer<typeof SimpleFilter>;

/** Seconds with up to nine decimals: `3600s`, `3.5s`. */
const ProtobufDuration = z.string().regex(/^\d{1,12}(?:\.\d{1,9})?s$/);

const SequenceStep = z.strictObject({
  scope: Scope,
  /** Nothing between the step before and this one. Ignored on the first. */
  immediatelyFollows: z.boolean().nullish(),
  /** At most so long after the step before. Ignored on the first. */
  constraintDuration: ProtobufDuration.nullish(),
  filterExpression: Expression,
});
export type Ga4SequenceStep = z.infer<typeof SequenceStep>;

const SequenceFilter = z.strictObject({
  scope: Scope,
  /** In which the whole sequence happens. */
  sequenceMaximumDuration: ProtobufDuration.nullish(),
  sequenceSteps: z.array(SequenceStep).min(1),
});
export type Ga4SequenceFilter = z.infer<typeof SequenceFilter>;

/** One of the two filters is there. */
const FilterClause = z.strictObject({
  clauseType: z.enum(["INCLUDE", "EXCLUDE"]),
  simpleFilter: SimpleFilter.nullish(),
  sequenceFilter: SequenceFilter.nullish(),
  filter: informational,
});
export type Ga4FilterClause = z.infer<typeof FilterClause>;

export const Ga4Audience = z.strictObject({
  displayName: z.string(),
  /** Days that members stay. */
  membershipDurationDays: z.number().int(),
  /** False for an audience that must not be used to personalise ads. */
  adsPersonalizationEnabled: z.boolean().nullish(),
  /** An event that GA4 logs when somebody joins. */
  eventTrigger: z.strictObject({ eventName: z.string(), logCondition: z.string() }).nullish(),
  /** Ignored where nothing is excluded. With the prefix of its first name as without. */
  exclusionDurationMode: z
    .enum([
      "AUDIENCE_EXCLUSION_DURATION_MODE_UNSPECIFIED",
      "EXCLUDE_TEMPORARILY",
      "EXCLUDE_PERMANENTLY",
      "AUDIENCE_EXCLUDE_TEMPORARILY",
      "AUDIENCE_EXCLUDE_PERMANENTLY",
    ])
    .nullish(),
  filterClauses: z.array(FilterClause).min(1),
  name: informational,
  description: informational,
  createTime: informational,
});
export type Ga4Audience = z.infer<typeof Ga4Audience>;
