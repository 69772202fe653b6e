import { exports } from "cloudflare:workers";
import { decodeJwt, exportJWK, generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from "jose";
import { beforeEach } from "vitest";
import { present } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { useNetwork } from "./network.ts";
import { type Answer, request } from "./request.ts";

export type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
type Answerer = (url: string, init: RequestInit) => Response | Promise<Response>;

/** Another company, and what it publishes. */
export interface Issuer {
  readonly domain: string;
  readonly keys: Pair;
  readonly alg: string;
}

/** What the network is in a test: companies that publish their keys. */
class Web {
  asked: string[] = [];
  readonly #files = new Map<string, Answerer>();

  serve(url: string, answer: Answerer): void {
    this.#files.set(url, answer);
  }

  reset(): void {
    this.asked = [];
    this.#files.clear();
  }

  async fetch(url: string, init: RequestInit): Promise<Response> {
    this.asked.push(url);
    const answer = this.#files.get(url);
    return answer === undefined ? new Response(null, { status: 404 }) : answer(url, init);
  }

  /** A company of its own, that has published its key. */
  async issuer(alg = "RS256", more: Partial<JWK> = {}): Promise<Issuer> {
    const domain = `publisher-${crypto.randomUUID()}.example`;
    const keys = await generateKeyPair(alg, { extractable: true });
    const publicKey = [{ ...(await exportJWK(keys.publicKey)), kid: "one", ...more }];
    this.serve(`https://${domain}/dsrdelete.json`, () => Response.json({ publicKey }));
    return { domain, keys, alg };
  }
}

export const useWeb = (): Web => {
  const web = new Web();
  beforeEach(() => web.reset());
  useNetwork((url, init) => web.fetch(url, init));
  return web;
};

export const OURS = "shop.example";

export const deletionSite = (issuers: readonly Issuer[], domain = OURS): Promise<TestSite> =>
  createSite({
    privacy: { deletion_requests: { domain, issuers: issuers.map((issuer) => issuer.domain) } },
  });

export const emailOf = (identifierValue: string) => ({
  identifierValue,
  identifierType: "email",
  identifierFormat: "plaintext",
});

/** A token of an issuer, made now unless said otherwise. */
export const sign = ({ domain, keys, alg }: Issuer, claims: object, header: object = {}): Promise<string> =>
  new SignJWT({
    version: "1.0",
    jti: crypto.randomUUID(),
    iss: domain,
    iat: Math.floor(present() / 1_000),
    ...claims,
  })
    .setProtectedHeader({ typ: "JWT", alg, kid: "one", ...header })
    .sign(keys.privateKey);

/** What a company sends that a person turned to. */
export const requestOf = async (issuer: Issuer, sub: object, claims: object = {}): Promise<string> =>
  sign(issuer, { sub, idJWT: await sign(issuer, { sub }), ...claims });

export const ask = (site: TestSite, body: string): Promise<Answer> =>
  request("POST", `/h/${site.id}/dsr`, { body });

export const fileOf = async (site: TestSite): Promise<{ publicKey: JWK[]; endpoint: string }> =>
  (await request("GET", `/h/${site.id}/dsrdelete.json`)).body as { publicKey: JWK[]; endpoint: string };

/** What is published at the root of a host; null where nothing is. */
export const rootFile = async (host: string): Promise<unknown> => {
  const response = await exports.default.fetch(`https://${host}/dsrdelete.json`);
  const body: unknown = await response.json();
  return response.status === 200 ? body : null;
};

/** What an answer acknowledges, after its signature was checked with the key that the site publishes. */
export const acknowledged = async (site: TestSite, answer: Answer): Promise<Record<string, unknown>> => {
  const { acJWT } = answer.body as { acJWT: string };
  const [key] = (await fileOf(site)).publicKey;
  await jwtVerify(acJWT, await importJWK(key ?? {}, "ES256"), { currentDate: new Date(present()) });
  return decodeJwt(acJWT);
};
