import { META_ROWS_MAX } from "../../../schemas/limits-destination.ts";
import type { OpenedDestination } from "../../domain/destination/destination-parts.ts";
import type { Matched } from "../../domain/destination/push-state.ts";
import { type Description, NOTHING_WANTED } from "../../domain/match-key/match-keys.ts";
import type { ProviderAnswer } from "../send/call-provider.ts";
import type { AudiencePlatform, PushBatch } from "./audience-platform.ts";
import { callPlatform, numberIn, objectIn } from "./call-platform.ts";
import type { DestinationPorts } from "./destination-ports.ts";
import { keyRows, rowCount } from "./key-rows.ts";
import {
  accepted,
  AUTH_FAILED,
  failureOf,
  later,
  LIST_MISSING,
  LIST_TOO_SMALL,
  LIST_UNFIT,
  PERMISSION_MISSING,
  type PushFailed,
  type PushOutcome,
  RATE_LIMITED,
  refusedPush,
  TERMS_MISSING,
} from "./push-outcome.ts";

type Meta = OpenedDestination<"meta_custom_audience">;

const KEYS = ["EXTERN_ID", "EMAIL", "PHONE"];

const describedAs = (description: Description | null): string[] =>
  description === null ? ["", "", ""] : [description.givenName, description.familyName, description.country];

/**
 * Body of `POST` and `DELETE /{audience}/users`: one call is one session.
 * https://developers.facebook.com/docs/marketing-api/reference/custom-audience/users
 */
export const metaUsersBody = ({ op, members }: PushBatch, session: number): object => {
  const data = members.flatMap(({ keys, description }) => {
    const described = op === "add" ? describedAs(description) : [];
    return keyRows(keys).map(({ id, email, phone }) => [id, email, phone, ...described]);
  });
  const payload = { schema: op === "add" ? [...KEYS, "FN", "LN", "COUNTRY"] : KEYS, data };
  if (op === "remove") return { payload };
  const estimated = { batch_seq: 1, last_batch_flag: true, estimated_num_total: data.length };
  return { payload, session: { session_id: session, ...estimated } };
};

/** Limits of an app, a user, a call, and of custom audiences in an ad account. */
const RATE_LIMITS = new Set([4, 17, 32, 613]);
const isRateLimit = (code: number): boolean => RATE_LIMITS.has(code) || (code >= 80_000 && code <= 80_014);
const TOKEN = new Set([102, 104, 190]);
const PASSING = new Set([1, 2]);
/** Another replacement of the list is under way. */
const BUSY = 2_650;
const SUBCODES: Readonly<Record<number, string>> = {
  33: LIST_MISSING,
  1_713_230: "list_flagged",
  1_870_034: TERMS_MISSING,
  1_870_047: LIST_TOO_SMALL,
};

/** https://developers.facebook.com/documentation/ads-commerce/marketing-api/error-reference */
export const metaFailure = (answer: ProviderAnswer | null): PushFailed | null => {
  const failure = failureOf(answer);
  if (answer === null || failure === null) return failure;
  const error = objectIn(answer.fields, "error");
  const code = numberIn(error["code"]);
  if (code === null) return failure;
  const known = SUBCODES[numberIn(error["error_subcode"]) ?? 0];
  if (isRateLimit(code)) return later(RATE_LIMITED, answer.retryAfterMs);
  if (TOKEN.has(code)) return refusedPush(AUTH_FAILED);
  if (known !== undefined) return refusedPush(known);
  if (code === BUSY) return later("list_busy", answer.retryAfterMs);
  if (code === 10 || (code >= 200 && code < 300)) return refusedPush(PERMISSION_MISSING);
  if (PASSING.has(code) || error["is_transient"] === true) {
    return later(`http_${answer.status}`, answer.retryAfterMs);
  }
  return failure;
};

const pathOf = ({ base_url = "https://graph.facebook.com", api_version, audience_id }: Meta): string =>
  `${base_url}/${api_version}/${audience_id}`;

/** Unique in the ad account, and the same for the same batch. */
const sessionOf = (batch: PushBatch, { digest }: DestinationPorts): number =>
  Number.parseInt(digest(JSON.stringify(batch)).slice(0, 13), 16);

const push = async (batch: PushBatch, meta: Meta, ports: DestinationPorts): Promise<PushOutcome> => {
  const answer = await callPlatform(
    {
      method: batch.op === "add" ? "POST" : "DELETE",
      url: `${pathOf(meta)}/users`,
      headers: { authorization: `Bearer ${meta.access_token}` },
      body: JSON.stringify(metaUsersBody(batch, sessionOf(batch, ports))),
    },
    ports.now(),
  );
  const failure = metaFailure(answer);
  return failure ?? accepted(numberIn(answer?.fields["num_invalid_entries"]) ?? 0);
};

/** Some fields of the audience. */
const readList = (meta: Meta, fields: string, ports: DestinationPorts): Promise<ProviderAnswer | null> =>
  callPlatform(
    {
      method: "GET",
      url: `${pathOf(meta)}?fields=${fields}`,
      headers: { authorization: `Bearer ${meta.access_token}` },
      body: null,
    },
    ports.now(),
  );

/** Only a customer list takes people. */
const TAKES_PEOPLE = "CUSTOM";

/** https://developers.facebook.com/docs/marketing-api/reference/custom-audience */
const tryOut = async (meta: Meta, ports: DestinationPorts): Promise<PushFailed | null> => {
  const answer = await readList(meta, "subtype", ports);
  const failure = metaFailure(answer);
  if (failure !== null) return failure;
  return answer?.fields["subtype"] === TAKES_PEOPLE ? null : refusedPush(LIST_UNFIT);
};

/** Bounds are rounded; -1 where there are too few to tell. */
const matched = async (meta: Meta, ports: DestinationPorts): Promise<Matched | null> => {
  const fields = "approximate_count_lower_bound,approximate_count_upper_bound";
  const answer = await readList(meta, fields, ports);
  if (answer === null || metaFailure(answer) !== null) return null;
  const lower = numberIn(answer.fields["approximate_count_lower_bound"]);
  const upper = numberIn(answer.fields["approximate_count_upper_bound"]);
  return lower === null || upper === null || lower < 0 ? null : { lower, upper };
};

export const metaCustomAudience: AudiencePlatform<Meta> = {
  wanted: { ...NOTHING_WANTED, emails: ["basic"], phones: ["digits"], description: "meta" },
  rowsMax: META_ROWS_MAX,
  rowsOf: rowCount,
  push,
  tryOut,
  matched,
};
