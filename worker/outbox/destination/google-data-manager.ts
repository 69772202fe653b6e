import { GOOGLE_IDENTIFIERS_MAX, GOOGLE_MEMBERS_MAX } from "../../../schemas/limits-destination.ts";
import type { OpenedDestination } from "../../domain/destination/destination-parts.ts";
import type { PushedKeys } from "../../domain/destination/push-state.ts";
import { familyNameForGoogle, givenNameForGoogle } from "../../domain/match-key/name-form.ts";
import type { Description } from "../../domain/match-key/match-keys.ts";
import type { AudiencePlatform, PushBatch, PushMember, RequestFate } from "./audience-platform.ts";
import { callPlatform, numberIn, objectIn } from "./call-platform.ts";
import type { DestinationPorts } from "./destination-ports.ts";
import { googleAccess } from "./google-access.ts";
import { accepted, failureOf, later, type PushOutcome, UNREACHABLE } from "./push-outcome.ts";

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
const addressOf = (description: Description | null, hash: (text: string) => string): object[] => {
  if (description === null) return [];
  const { firstName, lastName, country, postalCode } = description;
  const given = givenNameForGoogle(firstName);
  const family = familyNameForGoogle(lastName);
  if ([given, family, country, postalCode].includes("")) return [];
  const address = { givenName: hash(given), familyName: hash(family), regionCode: country, postalCode };
  return [{ address }];
};

const chunksOf = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

const membersOf = (
  { keys, description }: PushMember,
  op: PushBatch["op"],
  hash: (text: string) => string,
): object[] => {
  const identifiers = [
    ...keys.emails.map((emailAddress) => ({ emailAddress })),
    ...keys.phones.map((phoneNumber) => ({ phoneNumber })),
    ...addressOf(description, hash),
  ];
  return chunksOf(identifiers, GOOGLE_IDENTIFIERS_MAX).map((userIdentifiers) => ({
    userData: { userIdentifiers },
    ...(op === "add" ? { consent: CONSENT } : {}),
  }));
};

/**
 * Body of `audienceMembers:ingest` and `audienceMembers:remove`. `hash` is SHA-256, hex.
 * https://developers.google.com/data-manager/api/reference/rest/v1/audienceMembers/ingest
 */
export const googleMembersBody = (
  { op, members }: PushBatch,
  {
    operating_account,
    login_account,
    user_list_id,
  }: Pick<Google, "operating_account" | "login_account" | "user_list_id">,
  hash: (text: string) => string,
): object => ({
  destinations: [
    {
      operatingAccount: accountOf(operating_account),
      ...(login_account === undefined ? {} : { loginAccount: accountOf(login_account) }),
      productDestinationId: user_list_id,
    },
  ],
  audienceMembers: members.flatMap((member) => membersOf(member, op, hash)),
  encoding: "HEX",
  ...(op === "add" ? { termsOfService: TERMS } : {}),
});

const baseOf = ({ base_url = "https://datamanager.googleapis.com" }: Google): string => `${base_url}/v1`;

const push = async (batch: PushBatch, google: Google, ports: DestinationPorts): Promise<PushOutcome> => {
  const access = await googleAccess(google, ports);
  if (access.kind !== "granted") return access;
  const method = batch.op === "add" ? "ingest" : "remove";
  const answer = await callPlatform(
    {
      method: "POST",
      url: `${baseOf(google)}/audienceMembers:${method}`,
      headers: { authorization: `Bearer ${access.token}` },
      body: JSON.stringify(googleMembersBody(batch, google, ports.digest)),
    },
    ports.now(),
  );
  const failure = failureOf(answer);
  if (answer === null || failure !== null) return failure ?? later(UNREACHABLE);
  const { requestId } = answer.fields;
  return accepted(0, [], typeof requestId === "string" ? requestId : null);
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
  wanted: { encoding: "hex", emails: ["google"], phones: ["plus"], isDescribed: true, clickIds: [] },
  rowsMax: GOOGLE_MEMBERS_MAX,
  // One more for the postal address.
  rowsOf: (keys) => Math.ceil((identifiersOf(keys) + 1) / GOOGLE_IDENTIFIERS_MAX),
  push,
  fateOf,
};
