import { GOOGLE_IDENTIFIERS_MAX, GOOGLE_MEMBERS_MAX } from "../../../schemas/limits-destination.ts";
import type { OpenedDestination } from "../../domain/destination/destination-parts.ts";
import type { PushedKeys } from "../../domain/destination/push-state.ts";
import { type Description, NOTHING_WANTED } from "../../domain/match-key/match-keys.ts";
import type { AudiencePlatform, PushBatch, PushMember, RequestFate } from "./audience-platform.ts";
import type { ProviderAnswer } from "../send/call-provider.ts";
import { callPlatform, numberIn, objectIn } from "./call-platform.ts";
import type { DestinationPorts } from "./destination-ports.ts";
import { googleAccess } from "./google-access.ts";
import { googleFailure } from "./google-reason.ts";
import {
  accepted,
  failureOf,
  later,
  type PushFailed,
  type PushOutcome,
  UNREACHABLE,
} from "./push-outcome.ts";

type Google = OpenedDestination<"google_data_manager">;
type Account = Google["operating_account"];

/** Only who allowed both is sent, and says so: what it leaves unsaid Google takes for a refusal. */
const CONSENT = { adUserData: "CONSENT_GRANTED", adPersonalization: "CONSENT_GRANTED" };
const TERMS = { customerMatchTermsOfServiceStatus: "ACCEPTED" };

const accountOf = ({ account_type, account_id }: Account) => ({
  accountType: account_type,
  accountId: account_id,
});

/** A postal match needs all four parts. */
const addressOf = (description: Description | null): object[] => {
  if (description === null) return [];
  const { givenName, familyName, country, postalCode } = description;
  if ([givenName, familyName, country, postalCode].includes("")) return [];
  return [{ address: { givenName, familyName, regionCode: country, postalCode } }];
};

/** RFC 2606 keeps the domain for examples. */
const NOBODYS_ADDRESS = "test@example.com";

const chunksOf = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

const membersOf = ({ keys, description }: PushMember, op: PushBatch["op"]): object[] => {
  const identifiers = [
    ...keys.emails.map((emailAddress) => ({ emailAddress })),
    ...keys.phones.map((phoneNumber) => ({ phoneNumber })),
    ...addressOf(description),
  ];
  return chunksOf(identifiers, GOOGLE_IDENTIFIERS_MAX).map((userIdentifiers) => ({
    userData: { userIdentifiers },
    ...(op === "add" ? { consent: CONSENT } : {}),
  }));
};

/**
 * Body of `audienceMembers:ingest` and `audienceMembers:remove`.
 * https://developers.google.com/data-manager/api/reference/rest/v1/audienceMembers/ingest
 */
export const googleMembersBody = (
  { op, members }: PushBatch,
  {
    operating_account,
    login_account,
    user_list_id,
  }: Pick<Google, "operating_account" | "login_account" | "user_list_id">,
): object => ({
  destinations: [
    {
      operatingAccount: accountOf(operating_account),
      ...(login_account === undefined ? {} : { loginAccount: accountOf(login_account) }),
      productDestinationId: user_list_id,
    },
  ],
  audienceMembers: members.flatMap((member) => membersOf(member, op)),
  encoding: "HEX",
  ...(op === "add" ? { termsOfService: TERMS } : {}),
});

const baseOf = ({ base_url = "https://datamanager.googleapis.com" }: Google): string => `${base_url}/v1`;

/** Google's answer to a body, or why it did not take it. */
const tell = async (
  op: PushBatch["op"],
  body: object,
  google: Google,
  ports: DestinationPorts,
): Promise<ProviderAnswer | PushFailed> => {
  const access = await googleAccess(google, ports);
  if (access.kind !== "granted") return access;
  const answer = await callPlatform(
    {
      method: "POST",
      url: `${baseOf(google)}/audienceMembers:${op === "add" ? "ingest" : "remove"}`,
      headers: { authorization: `Bearer ${access.token}` },
      body: JSON.stringify(body),
    },
    ports.now(),
  );
  return googleFailure(answer) ?? answer ?? later(UNREACHABLE);
};

const push = async (batch: PushBatch, google: Google, ports: DestinationPorts): Promise<PushOutcome> => {
  const answer = await tell(batch.op, googleMembersBody(batch, google), google, ports);
  if ("kind" in answer) return answer;
  const { requestId } = answer.fields;
  return accepted(0, [], typeof requestId === "string" ? requestId : null);
};

/** An addition of an address that is nobody's, which Google looks at and does not carry out. */
const tryOut = async (google: Google, ports: DestinationPorts): Promise<PushFailed | null> => {
  const keys = { emails: [ports.digest(NOBODYS_ADDRESS)], phones: [], ids: [] };
  const batch: PushBatch = { op: "add", members: [{ keys, description: null }] };
  const body = { ...googleMembersBody(batch, google), validateOnly: true };
  const answer = await tell("add", body, google, ports);
  return "kind" in answer ? answer : null;
};

const REASON = /^PROCESSING_(?:ERROR|WARNING)_REASON_([A-Z_]{1,60})$/;
const MATCH_RATE = /^MATCH_RATE_RANGE_([A-Z0-9_]{1,40})$/;

const wordIn = (text: unknown, form: RegExp): string | null =>
  typeof text === "string" ? (form.exec(text)?.[1]?.toLowerCase() ?? null) : null;

/** https://developers.google.com/data-manager/api/reference/rest/v1/requestStatus/retrieve */
export const googleFate = (fields: Readonly<Record<string, unknown>>): RequestFate => {
  const [status] = Object.values(objectIn(fields, "requestStatusPerDestination"));
  const word = objectIn({ status }, "status")["requestStatus"];
  if (word !== "SUCCESS" && word !== "FAILED" && word !== "PARTIAL_SUCCESS") return { kind: "pending" };
  const counts = Object.values(objectIn(objectIn(status, "errorInfo"), "errorCounts"));
  const ingested = objectIn(objectIn(status, "audienceMembersIngestionStatus"), "userDataIngestionStatus");
  const counted = counts.reduce<number>(
    (sum, count) => sum + (numberIn(objectIn({ count }, "count")["recordCount"]) ?? 0),
    0,
  );
  const all = word === "FAILED" && counted === 0 ? (numberIn(ingested["recordCount"]) ?? 0) : 0;
  const reason = word === "SUCCESS" ? null : wordIn(objectIn({ it: counts[0] }, "it")["reason"], REASON);
  return {
    kind: "decided",
    rejected: counted + all,
    reason: word === "FAILED" ? (reason ?? "request_failed") : reason,
    matchRate: wordIn(ingested["uploadMatchRateRange"], MATCH_RATE),
  };
};

const fateOf = async (
  request: string,
  google: Google,
  ports: DestinationPorts,
): Promise<RequestFate | null> => {
  const access = await googleAccess(google, ports);
  if (access.kind !== "granted") return null;
  const answer = await callPlatform(
    {
      method: "GET",
      url: `${baseOf(google)}/requestStatus:retrieve?requestId=${encodeURIComponent(request)}`,
      headers: { authorization: `Bearer ${access.token}` },
      body: null,
    },
    ports.now(),
  );
  return answer === null || failureOf(answer) !== null ? null : googleFate(answer.fields);
};

const identifiersOf = ({ emails, phones }: PushedKeys): number => emails.length + phones.length;

export const googleDataManager: AudiencePlatform<Google> = {
  wanted: { ...NOTHING_WANTED, emails: ["google"], phones: ["plus"], description: "google" },
  rowsMax: GOOGLE_MEMBERS_MAX,
  // One more for the postal address.
  rowsOf: (keys) => Math.ceil((identifiersOf(keys) + 1) / GOOGLE_IDENTIFIERS_MAX),
  push,
  tryOut,
  fateOf,
};
