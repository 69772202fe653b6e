import { LINKEDIN_MEMBERS_MAX } from "../../../schemas/limits-destination.ts";
import type { OpenedDestination } from "../../domain/destination/destination-parts.ts";
import type { Description } from "../../domain/match-key/match-keys.ts";
import type { AudiencePlatform, PushBatch } from "./audience-platform.ts";
import { callPlatform, numberIn, objectIn } from "./call-platform.ts";
import type { DestinationPorts } from "./destination-ports.ts";
import { accepted, failureOf, later, type PushOutcome, UNREACHABLE } from "./push-outcome.ts";

type Linkedin = OpenedDestination<"linkedin_audience">;

const NAME_MAX = 35;
const TITLE_MAX = 50;

/** Only fields that are known. */
const describedAs = (description: Description | null): object => {
  const { firstName = "", lastName = "", jobTitle = "", company = "", country = "" } = description ?? {};
  const fields = {
    firstName: firstName.slice(0, NAME_MAX),
    lastName: lastName.slice(0, NAME_MAX),
    title: jobTitle.slice(0, TITLE_MAX),
    company: company.slice(0, TITLE_MAX),
    country,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));
};

/** Headers of a batch. `version` is a year and a month. */
export const linkedinHeaders = (version: string) => ({
  "X-RestLi-Method": "BATCH_CREATE",
  "X-Restli-Protocol-Version": "2.0.0",
  "LinkedIn-Version": version,
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

const push = async (batch: PushBatch, linkedin: Linkedin, ports: DestinationPorts): Promise<PushOutcome> => {
  const { base_url = "https://api.linkedin.com", segment_id, access_token, api_version } = linkedin;
  const answer = await callPlatform(
    {
      method: "POST",
      url: `${base_url}/rest/dmpSegments/${segment_id}/users`,
      headers: { authorization: `Bearer ${access_token}`, ...linkedinHeaders(api_version) },
      body: JSON.stringify(linkedinUsersBody(batch)),
    },
    ports.now(),
  );
  const failure = failureOf(answer);
  if (answer === null || failure !== null) return failure ?? later(UNREACHABLE);
  return linkedinOutcome(answer.fields);
};

export const linkedinAudience: AudiencePlatform<Linkedin> = {
  wanted: { encoding: "hex", emails: ["basic"], phones: [], isDescribed: true, clickIds: [] },
  rowsMax: LINKEDIN_MEMBERS_MAX,
  rowsOf: () => 1,
  push,
};
