import { TIKTOK_ROWS_MAX } from "../../../schemas/limits-destination.ts";
import type { OpenedDestination } from "../../domain/destination/destination-parts.ts";
import { NOTHING_WANTED } from "../../domain/match-key/match-keys.ts";
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
  PERMISSION_MISSING,
  type PushFailed,
  type PushOutcome,
  RATE_LIMITED,
  REQUEST_REFUSED,
  refusedPush,
} from "./push-outcome.ts";

type Tiktok = OpenedDestination<"tiktok_audience">;

/** Body of `/segment/mapping/`: in each row the order of `id_schema`, an empty object for what is missing. */
export const tiktokMappingBody = (
  { op, members }: PushBatch,
  { advertiser_id, audience_id }: Pick<Tiktok, "advertiser_id" | "audience_id">,
): object => {
  const cell = (id: string) => (id === "" ? {} : { id, audience_ids: [audience_id] });
  return {
    advertiser_ids: [advertiser_id],
    action: op === "add" ? "add" : "delete",
    id_schema: ["EMAIL_SHA256", "PHONE_SHA256"],
    batch_data: members.flatMap(({ keys }) =>
      keyRows(keys).map(({ email, phone }) => [cell(email), cell(phone)]),
    ),
  };
};

const OK = 0;
const LIMITED = new Set([40_016, 40_100, 40_133]);
const TOKEN = new Set([40_102, 40_104, 40_105]);
const NOT_PERMITTED = 40_001;
const NOT_THERE = 40_007;
/** Faults of the platform's own. */
const INTERNAL_FROM = 50_000;

/**
 * The status is 200 whatever happened; the code says it.
 * https://business-api.tiktok.com/portal/docs?id=1737172488964097
 */
export const tiktokFailure = (answer: ProviderAnswer | null): PushFailed | null => {
  const failure = failureOf(answer);
  if (answer === null || failure !== null) return failure;
  const code = numberIn(answer.fields["code"]);
  if (code === OK) return null;
  if (code === null) return later("answer_malformed");
  if (LIMITED.has(code)) return later(RATE_LIMITED, answer.retryAfterMs);
  if (TOKEN.has(code)) return refusedPush(AUTH_FAILED);
  if (code === NOT_PERMITTED) return refusedPush(PERMISSION_MISSING);
  if (code === NOT_THERE) return refusedPush(LIST_MISSING);
  return code >= INTERNAL_FROM ? later(`code_${code}`) : refusedPush(REQUEST_REFUSED);
};

const baseOf = ({ base_url = "https://business-api.tiktok.com" }: Tiktok): string =>
  `${base_url}/open_api/v1.3`;

const push = async (batch: PushBatch, tiktok: Tiktok, ports: DestinationPorts): Promise<PushOutcome> => {
  const { access_token } = tiktok;
  const answer = await callPlatform(
    {
      method: "POST",
      url: `${baseOf(tiktok)}/segment/mapping/`,
      headers: { "access-token": access_token },
      body: JSON.stringify(tiktokMappingBody(batch, tiktok)),
    },
    ports.now(),
  );
  return tiktokFailure(answer) ?? accepted();
};

/**
 * Reads the audience. One that the advertiser does not have is not in the answer.
 * https://business-api.tiktok.com/portal/docs?id=1739940507792385
 */
const tryOut = async (tiktok: Tiktok, ports: DestinationPorts): Promise<PushFailed | null> => {
  const { advertiser_id, audience_id, access_token } = tiktok;
  const asked = new URLSearchParams({ advertiser_id, custom_audience_ids: JSON.stringify([audience_id]) });
  const answer = await callPlatform(
    {
      method: "GET",
      url: `${baseOf(tiktok)}/dmp/custom_audience/get/?${asked.toString()}`,
      headers: { "access-token": access_token },
      body: null,
    },
    ports.now(),
  );
  const failure = tiktokFailure(answer);
  if (answer === null || failure !== null) return failure;
  const { list } = objectIn(answer.fields, "data");
  return Array.isArray(list) && list.length > 0 ? null : refusedPush(LIST_MISSING);
};

export const tiktokAudience: AudiencePlatform<Tiktok> = {
  wanted: { ...NOTHING_WANTED, emails: ["tiktok"], phones: ["plus"] },
  rowsMax: TIKTOK_ROWS_MAX,
  rowsOf: rowCount,
  push,
  tryOut,
};
