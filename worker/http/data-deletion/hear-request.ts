import {
  type AcknowledgementClaims,
  DELETION_RESULTS,
  type DeletionAnswer,
  type DeletionResult,
  type DeletionSettings,
  IdentityClaims,
  RequestClaims,
} from "../../../schemas/data-deletion.ts";
import { DELETION_BODY_MAX_BYTES, DELETION_TOKEN_MAX_LENGTH } from "../../../schemas/limits-deletion.ts";
import { SECOND_MS } from "../../../schemas/limits.ts";
import { siteObject } from "../../configuration/objects.ts";
import { deletionKey, isSigned, signClaims, unverifiedClaims } from "../../crypto/deletion-token.ts";
import { randomDigits, sha256Hex } from "../../crypto/digest.ts";
import { isTimely, subjectOf } from "../../domain/privacy/deletion-request.ts";
import { readText } from "../body.ts";
import { type HttpContext, openSite, type SiteContext } from "../context.ts";
import { namedProfile } from "../privacy/named-profile.ts";
import { eraseSubject } from "../privacy/subject.ts";
import { Refusal } from "../refusal.ts";
import { issuerKeys } from "./issuer-keys.ts";
import { deletionSettings } from "./publish.ts";

/** A request that is what it says to be. */
interface Verified {
  readonly request: RequestClaims;
  readonly identity: IdentityClaims;
}

/** The token in a body: as it is, or as `rqJWT` of an object, since the framework says neither. */
const tokenIn = (body: string): string => {
  if (!body.trimStart().startsWith("{")) return body.trim();
  try {
    const { rqJWT } = JSON.parse(body) as { rqJWT?: unknown };
    return typeof rqJWT === "string" ? rqJWT : "";
  } catch {
    return ""; // Neither.
  }
};

/** Whether a token was signed by whom it names, and whether that is somebody whom the site believes. */
const isGenuine = async (
  token: string,
  issuer: string,
  { domain, issuers }: DeletionSettings,
  { secrets, now }: SiteContext,
): Promise<boolean> => {
  if (issuer === domain) return isSigned(token, [await deletionKey(secrets.deletion)]);
  return issuers.includes(issuer) && isSigned(token, await issuerKeys(issuer, now));
};

const verify = async (
  token: string,
  settings: DeletionSettings,
  site: SiteContext,
): Promise<Verified | DeletionResult> => {
  const claims = token.length > DELETION_TOKEN_MAX_LENGTH ? null : unverifiedClaims(token);
  if (claims === null) return "token_invalid";
  const { data: request } = RequestClaims.safeParse(claims);
  if (request === undefined) return "malformed";
  if (!(await isGenuine(token, request.iss, settings, site))) return "signature_invalid";
  const inner = unverifiedClaims(request.idJWT);
  if (inner === null) return "token_invalid";
  const { data: identity } = IdentityClaims.safeParse(inner);
  if (identity === undefined) return "malformed";
  if (!(await isGenuine(request.idJWT, identity.iss, settings, site))) return "signature_invalid";
  return { request, identity };
};

/** Erases whom a genuine request names, once: a copy is accepted and does nothing. */
const obey = async (
  c: HttpContext,
  token: string,
  { request, identity }: Verified,
  site: SiteContext,
): Promise<DeletionResult> => {
  if (!isTimely(request, identity, site.now)) return "timestamp_invalid";
  // What an intermediary calls the person may be another name than the first company's: the outer one is for us.
  const asked = subjectOf(request.sub);
  if (typeof asked === "string") return asked;
  const profile = namedProfile(asked, site);
  if (profile === null) return "identifier_format_wrong";
  const known = { issuer: request.iss, jti: request.jti, digest: sha256Hex(token) };
  const object = siteObject(c.env, site.snapshot.id);
  const recall = await object.recallDeletionRequest(known);
  if (recall === "full") throw new Refusal("overloaded");
  if (recall === "other") return "token_invalid";
  if (recall === "new") {
    await eraseSubject(c, site, profile, `issuer:${request.iss}`);
    // Only now: whoever asks again after a crash in between must not be told of an erasure that never was.
    await object.keepDeletionRequest(known);
  }
  return "accepted";
};

const acknowledge = (
  rqJWT: string,
  result: DeletionResult,
  { domain }: DeletionSettings,
  { secrets, now }: SiteContext,
): Promise<string> => {
  const claims: AcknowledgementClaims = {
    version: "1.0",
    rqJWT,
    jti: randomDigits(),
    iss: domain,
    iat: Math.floor(now / SECOND_MS),
    raResultCode: DELETION_RESULTS[result],
    raResultString: result,
  };
  return signClaims(secrets.deletion, claims);
};

/** `POST /h/{site}/dsr`: a signed request for deletion. Each answer is signed, whether it is 202 or 400. */
export const hearDeletionRequest = async (c: HttpContext): Promise<Response> => {
  const site = await openSite(c);
  const settings = deletionSettings(site.snapshot);
  const token = tokenIn(await readText(c.req.raw, DELETION_BODY_MAX_BYTES));
  const verified = await verify(token, settings, site);
  const result = typeof verified === "string" ? verified : await obey(c, token, verified, site);
  const isToken = unverifiedClaims(token) !== null;
  const acJWT = await acknowledge(isToken ? token : "", result, settings, site);
  return c.json<DeletionAnswer>({ acJWT }, result === "accepted" ? 202 : 400, {
    "cache-control": "no-store",
  });
};
