/**
 * RFC 9457 problem documents. `code` is stable and documented; no problem ever repeats a value it was sent.
 */
export const PROBLEM_STATUS = {
  body_malformed: 400,
  body_invalid: 400,
  cursor_invalid: 400,
  query_invalid: 400,
  idempotency_key_invalid: 400,
  key_missing: 401,
  key_invalid: 401,
  key_expired: 401,
  origin_foreign: 403,
  reservation_foreign: 403,
  scope_missing: 403,
  network_forbidden: 403,
  audience_forbidden: 403,
  format_forbidden: 403,
  signature_invalid: 403,
  approver_same: 403,
  site_unknown: 404,
  route_unknown: 404,
  audience_unknown: 404,
  channel_unknown: 404,
  destination_unknown: 404,
  campaign_unknown: 404,
  journey_unknown: 404,
  profile_unknown: 404,
  key_unknown: 404,
  receipt_unknown: 404,
  change_unknown: 404,
  cart_unknown: 404,
  merge_unknown: 404,
  method_not_allowed: 405,
  audience_too_small: 409,
  reservation_over: 409,
  visitor_missing: 409,
  consent_missing: 409,
  conflict: 409,
  key_rotating: 409,
  idempotency_key_reused: 409,
  idempotency_in_progress: 409,
  audit_broken: 409,
  channel_in_use: 409,
  destination_in_use: 409,
  audience_in_use: 409,
  contact_same: 409,
  contact_merged: 409,
  merge_covered: 409,
  cursor_expired: 410,
  merge_expired: 410,
  body_too_large: 413,
  range_unsatisfiable: 416,
  event_none_valid: 422,
  too_many_events: 422,
  configuration_invalid: 422,
  audience_invalid: 422,
  consent_rules_invalid: 422,
  import_not_expressible: 422,
  checkpoint_invalid: 422,
  limit_reached: 422,
  rate_limited: 429,
  address_limited: 429,
  profile_limited: 429,
  quota_exceeded: 429,
  overloaded: 503,
  interrupted: 503,
  timed_out: 503,
  storage_unavailable: 503,
  internal: 500,
} as const;

export type ProblemCode = keyof typeof PROBLEM_STATUS;

/** Body of every answer that is not a success, `application/problem+json`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  /** `urn:halley:request:` and the id of the request, as in the header `Request-Id`. */
  instance?: string;
  /** JSON pointers (RFC 6901) into the request body, where the fault lies there. */
  errors?: { pointer: string; reason: string }[];
  [extension: string]: unknown;
}
