import { ACCESS_TOKEN_LIFE_MS, ACCESS_TOKEN_MARGIN_MS } from "../../../schemas/limits-destination.ts";
import { callPlatform, numberIn } from "./call-platform.ts";
import type { DestinationPorts } from "./destination-ports.ts";
import { AUTH_FAILED, failureOf, later, type PushFailed, refusedPush, UNREACHABLE } from "./push-outcome.ts";

const TOKEN_URL = "https://oauth2.googleapis.com/token";
const SCOPE = "https://www.googleapis.com/auth/datamanager";

interface ServiceAccount {
  readonly client_email: string;
  readonly private_key: string;
  readonly base_url?: string | undefined;
}

export type Access = { readonly kind: "granted"; readonly token: string } | PushFailed;

/** Google answers 400 `invalid_grant` for a key that is revoked. */
const refusalOf = (failure: PushFailed): Access =>
  failure.kind === "later" ? failure : refusedPush(AUTH_FAILED);

/**
 * An access token of a service account, by a signed assertion (RFC 7523). Kept until shortly before it ends.
 * https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests
 */
export const googleAccess = async (
  { client_email, private_key, base_url }: ServiceAccount,
  ports: DestinationPorts,
): Promise<Access> => {
  const url = base_url === undefined ? TOKEN_URL : `${base_url}/token`;
  const now = ports.now();
  const name = `${url} ${client_email} ${ports.digest(private_key)}`;
  const known = ports.tokens.get(name);
  if (known !== undefined && known.expiresAt > now + ACCESS_TOKEN_MARGIN_MS) {
    return { kind: "granted", token: known.token };
  }
  const iat = Math.floor(now / 1_000);
  const claims = { iss: client_email, scope: SCOPE, aud: url, iat, exp: iat + ACCESS_TOKEN_LIFE_MS / 1_000 };
  const assertion = await ports.signAssertion(claims, private_key);
  if (assertion === null) return refusedPush("key_malformed");
  const form = new URLSearchParams({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion });
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const answer = await callPlatform({ method: "POST", url, headers, body: form.toString() }, now);
  const failure = failureOf(answer);
  if (answer === null || failure !== null) return refusalOf(failure ?? later(UNREACHABLE));
  const { access_token: token, expires_in: seconds } = answer.fields;
  if (typeof token !== "string" || token === "") return refusedPush(AUTH_FAILED);
  const lifeMs = (numberIn(seconds) ?? 0) * 1_000;
  ports.tokens.set(name, { token, expiresAt: now + lifeMs });
  return { kind: "granted", token };
};
