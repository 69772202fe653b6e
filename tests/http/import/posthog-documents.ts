/** Pieces of what PostHog's API gives. */
export const group = (type: "AND" | "OR", ...values: object[]) => ({ type, values });
export const all = (...values: object[]) => group("AND", ...values);
export const any = (...values: object[]) => group("OR", ...values);

export const ofPerson = (key: string, operator: string, value?: unknown, more: object = {}) => ({
  key,
  type: "person",
  operator,
  ...(value === undefined ? {} : { value }),
  ...more,
});
export const ofEvent = (key: string, operator: string, value?: unknown, more: object = {}) => ({
  ...ofPerson(key, operator, value, more),
  type: "event",
});
export const named = (value: unknown, operator = "exact") => ({
  key: "event",
  type: "event_metadata",
  operator,
  value,
});

const LAST_DAYS = { time_value: 30, time_interval: "day" };

/** A condition on what somebody did in the last 30 days, unless said otherwise. */
export const did = (key: unknown, more: object = {}) => ({
  key,
  type: "behavioral",
  value: "performed_event",
  negation: false,
  event_type: "events",
  ...("explicit_datetime" in more ? {} : LAST_DAYS),
  ...more,
});
export const counted = (operator: string | null, operator_value: unknown) =>
  did("order", { value: "performed_event_multiple", operator, operator_value });
export const inOrder = (more: object = {}) =>
  did("view", {
    value: "performed_event_sequence",
    seq_event: "order",
    seq_event_type: "events",
    seq_time_value: 2,
    seq_time_interval: "hour",
    ...more,
  });
export const stopped = (more: object = {}) =>
  did("view", { value: "stopped_performing_event", seq_time_value: 1, seq_time_interval: "week", ...more });

export const cohort = (properties: object, more: object = {}) => ({
  id: 42,
  name: "Imported",
  description: "",
  groups: [],
  deleted: false,
  filters: { properties },
  is_calculating: false,
  created_by: { id: 1, first_name: "Ada" },
  created_at: "2026-03-01T09:00:00Z",
  last_calculation: null,
  errors_calculating: 0,
  count: 17,
  is_static: false,
  ...more,
});

export const insight = (properties: unknown, more: object = {}) => ({
  insight: "TRENDS",
  events: [{ id: "$pageview", name: "$pageview", type: "events", order: 0, math: "dau" }],
  properties,
  ...more,
});
