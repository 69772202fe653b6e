import type {
  DeletionFile,
  DeletionResult,
  Identifier,
  IdentityClaims,
  RequestClaims,
} from "../../../schemas/data-deletion.ts";
import {
  DELETION_ORIGIN_AGE_MAX_MS,
  DELETION_REQUEST_AGE_MAX_MS,
  DELETION_SKEW_MAX_MS,
} from "../../../schemas/limits-deletion.ts";
import { SECOND_MS } from "../../../schemas/limits.ts";
import type { SubjectRequest } from "../../../schemas/privacy.ts";

const PLAIN = "plaintext";
const FIELDS = {
  email: "email",
  phone: "phone",
  visitor_id: "visitor",
  anonymous_id: "anonymous_id",
} as const;

/** What we can be asked to delete by. An address leads to its contact only by our own key: a hash of it leads nowhere. */
export const DELETION_IDENTIFIERS: DeletionFile["identifiers"] = Object.keys(FIELDS).map((type, index) => ({
  id: index + 1,
  type,
  format: PLAIN,
}));

const isWithin = (iat: number, ageMaxMs: number, now: number): boolean => {
  const age = now - iat * SECOND_MS;
  return age <= ageMaxMs && age >= -DELETION_SKEW_MAX_MS;
};

/** Whether a request and what it rests on were made lately, and not in the future. */
export const isTimely = (request: RequestClaims, identity: IdentityClaims, now: number): boolean =>
  isWithin(request.iat, DELETION_REQUEST_AGE_MAX_MS, now) &&
  isWithin(identity.iat, DELETION_ORIGIN_AGE_MAX_MS, now);

type NoSubject = Extract<DeletionResult, "identifier_type_unsupported" | "identifier_format_wrong">;

/** Whom an identifier names, in the words of our own route for erasure. */
export const subjectOf = ({
  identifierType,
  identifierFormat,
  identifierValue,
}: Identifier): SubjectRequest | NoSubject => {
  if (!Object.hasOwn(FIELDS, identifierType)) return "identifier_type_unsupported";
  if (identifierFormat !== PLAIN) return "identifier_format_wrong";
  return { [FIELDS[identifierType as keyof typeof FIELDS]]: identifierValue } as SubjectRequest;
};

/** A request that was accepted, as it is remembered: whose it is, and a digest of the token. */
export interface KnownDeletionRequest {
  readonly issuer: string;
  readonly jti: string;
  readonly digest: string;
}

/** What is known of a request: `new`, the very same (`same`), another of the same name (`other`), or `full`. */
export type DeletionRecall = "new" | "same" | "other" | "full";
