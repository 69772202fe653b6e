import { type Problem, PROBLEM_STATUS, type ProblemCode } from "../../schemas/problem.ts";

const TITLES: Record<ProblemCode, string> = {
  body_malformed: "The body is not JSON.",
  body_invalid: "The body does not have the documented shape.",
  cursor_invalid: "The cursor was not made for this audience, or was changed.",
  query_invalid: "A query parameter does not have the documented form.",
  idempotency_key_invalid: "The idempotency key is not 1 to 255 printable characters.",
  key_missing: "This route needs a key.",
  key_invalid: "The key is not one of this site's.",
  key_expired: "The key has ended.",
  origin_foreign: "The page's origin is not one of the site's.",
  scope_missing: "The key does not have the scope this route needs.",
  network_forbidden: "The key cannot be used from this address.",
  audience_forbidden: "The key is held to audiences, and this is none of them.",
  format_forbidden: "The key is not for this format.",
  signature_invalid:
    "The request was not signed by the channel's provider, or its signature cannot be checked.",
  approver_same: "Somebody else than who proposed the change must approve it.",
  site_unknown: "There is no such site.",
  route_unknown: "There is no such route.",
  audience_unknown: "There is no such audience.",
  channel_unknown: "There is no such channel.",
  profile_unknown: "There is no such profile.",
  key_unknown: "There is no such key.",
  receipt_unknown: "There is no such receipt.",
  change_unknown: "No such change is waiting.",
  cart_unknown: "There is no such cart, or nothing in it.",
  merge_unknown: "There is no such merge, or it was undone.",
  method_not_allowed: "The route exists, but not for this method.",
  audience_in_use:
    "Another audience, a campaign, a journey or a destination names this one. Change that one first.",
  destination_unknown: "There is no such destination.",
  destination_in_use:
    "People are still on its list, or their removal is not done. Push no audience there and wait, or give them up.",
  campaign_unknown: "There is no such campaign.",
  journey_unknown: "There is no such journey.",
  reservation_foreign: "The reservation is not this visitor's, or none at all.",
  reservation_over: "The reservation has ended. What was shown is not counted.",
  visitor_missing: "The browser is no visitor yet: nothing that needs one is allowed so far.",
  consent_missing: "The visitor has not allowed this, or the choice has not arrived yet.",
  audience_too_small: "The audience has fewer members than may be exported.",
  conflict: "The change was made to rules that are no longer in force. Propose it again.",
  key_rotating: "Two keys of this chain are live already. Delete the old one first.",
  idempotency_key_reused: "The idempotency key was used for another request.",
  idempotency_in_progress: "The first request with this idempotency key is not answered yet.",
  channel_in_use: "An audience, a journey or the confirmation of addresses still names this channel.",
  contact_same: "Both names lead to the same contact.",
  contact_merged: "One of the contacts was merged into the other, or into another one, before.",
  merge_covered: "The contact was merged into another one since. Undo that merge first.",
  merge_expired: "The merge is too old to be undone.",
  cursor_expired: "The cursor is older than the changes that are kept. Export the whole audience again.",
  body_too_large: "The body is larger than this route takes.",
  range_unsatisfiable: "The text ends before the byte that was asked for.",
  event_none_valid: "No event of the batch is valid.",
  too_many_events: "The batch has more events than this route takes.",
  configuration_invalid: "The configuration does not have the documented shape.",
  audience_invalid: "The audience definition breaks a rule.",
  consent_rules_invalid: "The rules name an unknown region, or two of them speak of the same.",
  import_not_expressible: "The document says something that an audience definition cannot.",
  audit_broken: "A log was changed, or entries were removed: there is nothing to sign.",
  checkpoint_invalid: "The checkpoint was not signed by this site.",
  limit_reached: "The site has as many of these as it may have.",
  rate_limited: "The key made too many requests. Try again later.",
  address_limited: "Too many events came from this address. Try again later.",
  profile_limited: "Too many events came from this visitor. Try again later.",
  quota_exceeded: "The site has used up what it may. Try again later.",
  overloaded: "Too much at once. Try again later.",
  interrupted: "The work was cut off. It may have been done: try again with the same ids.",
  timed_out:
    "A part of the system did not answer in time. What was asked may still be done: try again with the same ids.",
  storage_unavailable: "Nothing was stored. Try again later.",
  internal: "Something is wrong on our side.",
};

const RETRY_AFTER_S = "2";

/** An answer that is not a success, thrown by a handler and made a response once, by `answerError`. */
export class Refusal extends Error {
  readonly code: ProblemCode;
  readonly extensions: Record<string, unknown>;
  /** Whole seconds after which the same may succeed; null where that is not known. */
  readonly retryAfterS: number | null;

  constructor(
    code: ProblemCode,
    extensions: Record<string, unknown> = {},
    retryAfterS: number | null = null,
  ) {
    super(code);
    this.code = code;
    this.extensions = extensions;
    this.retryAfterS = retryAfterS;
  }
}

/** RFC 9457. Nothing that was sent is repeated. */
export const problemResponse = ({ code, extensions, retryAfterS }: Refusal): Response => {
  const status = PROBLEM_STATUS[code];
  const problem: Problem = {
    type: `urn:halley:problem:${code}`,
    title: TITLES[code],
    status,
    code,
    ...extensions,
  };
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  if (retryAfterS !== null) headers.set("retry-after", String(retryAfterS));
  else if (status === 503) headers.set("retry-after", RETRY_AFTER_S);
  if (status === 401) headers.set("www-authenticate", 'Bearer realm="halley", Basic realm="halley"');
  return new Response(JSON.stringify(problem), { status, headers });
};
