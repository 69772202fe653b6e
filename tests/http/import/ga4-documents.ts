/** Pieces of audiences as GA4's Admin API gives them. */
export const ACROSS = "AUDIENCE_FILTER_SCOPE_ACROSS_ALL_SESSIONS";
export const SAME_EVENT = "AUDIENCE_FILTER_SCOPE_WITHIN_SAME_EVENT";
export const SAME_SESSION = "AUDIENCE_FILTER_SCOPE_WITHIN_SAME_SESSION";

export const exact = (fieldName: string, value: string, more: object = {}) => ({
  dimensionOrMetricFilter: {
    fieldName,
    stringFilter: { matchType: "EXACT", value, caseSensitive: true },
    ...more,
  },
});
export const matching = (fieldName: string, matchType: string, value: string, caseSensitive = true) => ({
  dimensionOrMetricFilter: { fieldName, stringFilter: { matchType, value, caseSensitive } },
});
export const listed = (fieldName: string, values: string[], caseSensitive = true) => ({
  dimensionOrMetricFilter: { fieldName, inListFilter: { values, caseSensitive } },
});
export const compared = (fieldName: string, operation: string, value: object, more: object = {}) => ({
  dimensionOrMetricFilter: { fieldName, numericFilter: { operation, value }, ...more },
});
export const between = (fieldName: string, from: object, to: object) => ({
  dimensionOrMetricFilter: { fieldName, betweenFilter: { fromValue: from, toValue: to } },
});
export const not = (notExpression: object) => ({ notExpression });
export const any = (...filterExpressions: object[]) => ({ orGroup: { filterExpressions } });
/** GA4's usual form: a list of alternatives that must all be met. */
export const all = (...filterExpressions: object[]) => ({
  andGroup: {
    filterExpressions: filterExpressions.map((part) => ("orGroup" in part ? part : any(part))),
  },
});
export const event = (eventName: string, ...parameters: object[]) => ({
  eventFilter: {
    eventName,
    ...(parameters.length === 0
      ? {}
      : { eventParameterFilterExpression: { andGroup: { filterExpressions: parameters } } }),
  },
});

export const clause = (scope: string, filterExpression: object, clauseType = "INCLUDE") => ({
  clauseType,
  simpleFilter: { scope, filterExpression },
});
export const step = (filterExpression: object, more: object = {}) => ({
  scope: SAME_EVENT,
  filterExpression,
  ...more,
});
export const sequence = (sequenceSteps: object[], more: object = {}, clauseType = "INCLUDE") => ({
  clauseType,
  sequenceFilter: { scope: ACROSS, sequenceSteps, ...more },
});

export const audience = (filterClauses: object[], more: object = {}) => ({
  name: "properties/123/audiences/456",
  displayName: "Imported",
  description: "",
  membershipDurationDays: 30,
  adsPersonalizationEnabled: true,
  filterClauses,
  createTime: "2026-03-01T09:00:00Z",
  ...more,
});
export const across = (...expressions: object[]) => audience([clause(ACROSS, all(...expressions))]);
export const inOneEvent = (...expressions: object[]) => audience([clause(SAME_EVENT, all(...expressions))]);
