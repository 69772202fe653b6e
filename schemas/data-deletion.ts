import * as z from "zod";
import {
  DELETION_ISSUERS_MAX,
  DELETION_TOKEN_MAX_LENGTH,
  IDENTIFIER_MAX_LENGTH,
  TOKEN_ID_MAX_LENGTH,
} from "./limits-deletion.ts";
import { HOST_MAX_LENGTH } from "./limits.ts";
import { text } from "./text.ts";

/**
 * IAB Tech Lab, Data Deletion Request Framework 1.0 (May 2024).
 * Source: github.com/InteractiveAdvertisingBureau/Data-Subject-Rights.
 */

/** A name of the public web, in lower case: `shop.example`. */
const Domain = z
  .string()
  .max(HOST_MAX_LENGTH)
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/);

/** What a site does about privacy that its region rules do not say. */
export const PrivacySettings = z.strictObject({
  /** Takes signed requests for deletion from other companies. Null takes none. */
  deletion_requests: z
    .strictObject({
      /** The site's registrable domain: its name among companies, below which `dsrdelete.json` is looked for. */
      domain: Domain,
      /** Domains whose requests, and whose word in requests of others, are believed. */
      issuers: z.array(Domain).max(DELETION_ISSUERS_MAX).default([]),
    })
    .nullable()
    .default(null),
});
export type PrivacySettings = z.infer<typeof PrivacySettings>;
export type DeletionSettings = NonNullable<PrivacySettings["deletion_requests"]>;

export const PRIVACY_SETTINGS_DEFAULT: PrivacySettings = { deletion_requests: null };

/** Whose data is to be deleted. */
const Identifier = z.object({
  identifierValue: text(IDENTIFIER_MAX_LENGTH).min(1),
  identifierType: text(TOKEN_ID_MAX_LENGTH),
  identifierFormat: text(TOKEN_ID_MAX_LENGTH),
});
export type Identifier = z.infer<typeof Identifier>;

/** The table of the framework calls it a string, its examples show an object: JSON in a string is taken too. */
const Subject = z.preprocess((value) => {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value; // A plain string, which says no type.
  }
}, Identifier);

const shared = {
  version: text(TOKEN_ID_MAX_LENGTH),
  jti: text(TOKEN_ID_MAX_LENGTH).min(1),
  iss: text(HOST_MAX_LENGTH).min(1),
  sub: Subject,
  /** Epoch seconds. */
  iat: z.number().min(0).max(1e11),
};

/** Claims of an `idJWT`: the company that a person turned to says who it is. */
export const IdentityClaims = z.object(shared);
export type IdentityClaims = z.infer<typeof IdentityClaims>;

/** Claims of an `rqJWT`: one company asks another. */
export const RequestClaims = z.object({ ...shared, idJWT: z.string().max(DELETION_TOKEN_MAX_LENGTH) });
export type RequestClaims = z.infer<typeof RequestClaims>;

/** Codes of the framework, `raResultCode`. */
export const DELETION_RESULTS = {
  accepted: 0,
  malformed: 1,
  signature_invalid: 2,
  token_invalid: 3,
  identifier_type_unsupported: 4,
  identifier_format_wrong: 5,
  timestamp_invalid: 6,
} as const;
export type DeletionResult = keyof typeof DELETION_RESULTS;

/** Claims of an `acJWT`: what became of a request. */
export interface AcknowledgementClaims {
  version: "1.0";
  /** The request as it came; empty for what was no token at all. */
  rqJWT: string;
  jti: string;
  iss: string;
  /** Epoch seconds. */
  iat: number;
  raResultCode: (typeof DELETION_RESULTS)[DeletionResult];
  raResultString: DeletionResult;
}

/** Answer of `POST /h/{site}/dsr`: 202 where the request was accepted, else 400. */
export interface DeletionAnswer {
  acJWT: string;
}

/** `dsrdelete.json`. */
export interface DeletionFile {
  endpoint: string;
  identifiers: { id: number; type: string; format: string }[];
  /** JWKs (RFC 7517). */
  publicKey: object[];
  vendorScriptRequirement: false;
}

/** The same of another company, as far as it is read. */
export const IssuerFile = z.object({
  publicKey: z.union([
    z.array(z.record(z.string(), z.unknown())),
    z.object({ keys: z.array(z.record(z.string(), z.unknown())) }).transform(({ keys }) => keys),
  ]),
});
