import { LINKEDIN_MEMBERS_MAX } from "../../../schemas/limits-destination.ts";
import type { OpenedDestination } from "../../domain/destination/destination-parts.ts";
import { type Description, NOTHING_WANTED } from "../../domain/match-key/match-keys.ts";
import type { AudiencePlatform, PushBatch } from "./audience-platform.ts";
import { callPlatform, numberIn, objectIn } from "./call-platform.ts";
import type { DestinationPorts } from "./destination-ports.ts";
import {
  accepted,
  failureOf,
  later,
  LIST_UNFIT,
  type PushFailed,
  type PushOutcome,
  refusedPush,
  UNREACHABLE,
} from "./push-outcome.ts";

type Linkedin = OpenedDestination<"linkedin_audience">;

const NAME_MAX = 35;
const TITLE_MAX = 50;

/** Only fields that are known. */
const describedAs = (description: Description | null): object => {
  if (description === null) return {};
  const { givenName, familyName, jobTitle, company, country } = description;
  const fields = {
    firstName: givenName.slice(0, NAME_MAX),
    lastName: familyName.slice(0, NAME_MAX),
    title: jobTitle.slice(0, TITLE_MAX),
    company: company.slice(0, TITLE_MAX),
    country,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));
};

/** Headers of every request. `version` is a year and a month. */
const linkedinProtocol = (version: string) => ({
  "X-Restli-Protocol-Version": "2.0.0",
  "LinkedIn-Version": version,
});

/** Headers of a batch. */
export const linkedinHeaders = (version: string) => ({
  "X-RestLi-Method": "BATCH_CREATE",
  ...linkedinProtocol(version),
});

/** Body of `POST /rest/dmpSegments/{id}/users`. https://learn.microsoft.com/en-us/linkedin/marketing/matched-audiences/create-and-manage-segment-users */
export const linkedinUsersBody = ({ op, members }: PushBatch): object => ({
  elements: members.map(({ keys, description }) => ({
    action: op === "add" ? "ADD" : "REMOVE",
    userIds: keys.emails.map((idValue) => ({ idType: "SHA256_EMAIL", idValue })),
    ...(op === "add" ? describedAs(description) : {}),
  })),
});

const TOO_MUCH = 429;

const isPassing = (status: number): boolean => status === TOO_MUCH || status >= 500;

/** Each element has its own status; those that may go well another time are sent again. */
export const linkedinOutcome = (fields: Readonly<Record<string, unknown>>): PushOutcome => {
  const statuses = Object.values(objectIn(fields, "elements")).map(
    (element) => numberIn(objectIn({ element }, "element")["status"]) ?? 201,
  );
  const rejected = statuses.filter((status) => status >= 400 && !isPassing(status)).length;
  return accepted(
    rejected,
    statuses.flatMap((status, index) => (isPassing(status) ? [index] : [])),
  );
};

const pathOf = ({ base_url = "https://api.linkedin.com", segment_id }: Linkedin): string =>
  `${base_url}/rest/dmpSegments/${segment_id}`;

const push = async (batch: PushBatch, linkedin: Linkedin, ports: DestinationPorts): Promise<PushOutcome> => {
  const { access_token, api_version } = linkedin;
  const answer = await callPlatform(
    {
      method: "POST",
      url: `${pathOf(linkedin)}/users`,
      headers: { authorization: `Bearer ${access_token}`, ...linkedinHeaders(api_version) },
      body: JSON.stringify(linkedinUsersBody(batch)),
    },
    ports.now(),
  );
  const failure = failureOf(answer);
  if (answer === null || failure !== null) return failure ?? later(UNREACHABLE);
  return linkedinOutcome(answer.fields);
};

/** Others hold companies. */
const TAKES_PEOPLE = "USER";

/** Reads the segment. https://learn.microsoft.com/en-us/linkedin/marketing/matched-audiences/create-and-manage-segments */
const tryOut = async (linkedin: Linkedin, ports: DestinationPorts): Promise<PushFailed | null> => {
  const { access_token, api_version } = linkedin;
  const answer = await callPlatform(
    {
      method: "GET",
      url: pathOf(linkedin),
      headers: { authorization: `Bearer ${access_token}`, ...linkedinProtocol(api_version) },
      body: null,
    },
    ports.now(),
  );
  const failure = failureOf(answer);
  if (answer === null || failure !== null) return failure;
  return answer.fields["type"] === TAKES_PEOPLE ? null : refusedPush(LIST_UNFIT);
};

export const linkedinAudience: AudiencePlatform<Linkedin> = {
  wanted: { ...NOTHING_WANTED, emails: ["basic"], description: "linkedin" },
  rowsMax: LINKEDIN_MEMBERS_MAX,
  rowsOf: () => 1,
  push,
  tryOut,
};
