import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { exportJWK, generateKeyPair } from "jose";
import { describe, expect, test } from "vitest";
import { DELETION_REQUESTS_MAX } from "../../schemas/limits-deletion.ts";
import { advance, DAY, MINUTE, NOON, present, SECOND } from "./clock.ts";
import {
  acknowledged,
  ask,
  deletionSite,
  emailOf,
  fileOf,
  type Issuer,
  OURS,
  requestOf,
  rootFile,
  sign,
  useWeb,
} from "./deletion-kit.ts";
import { createSite, type TestSite } from "./kit.ts";
import { siteTables } from "./objects.ts";
import { request } from "./request.ts";
import { event, identify, pageView } from "./samples.ts";

const web = useWeb();

const EMAIL = "ada@example.com";
const ADA = emailOf(EMAIL);

const isHeld = async (site: TestSite, email = EMAIL): Promise<boolean> =>
  (await site.server.get(`/profiles/lookup?email=${encodeURIComponent(email)}`)).status === 200;

/** A site with a contact, and a company whose requests it takes. */
const scene = async (alg = "RS256") => {
  const issuer = await web.issuer(alg);
  const site = await deletionSite([issuer]);
  const ada = site.browser();
  await ada.send([pageView(), identify(EMAIL)]);
  return { issuer, site, ada };
};

const at = (ms: number): number => (NOON + ms) / SECOND;
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

const expectRefused = async (site: TestSite, token: string, code: number, reason: string): Promise<void> => {
  const answer = await ask(site, token);
  expect(answer.status).toBe(400);
  expect(await acknowledged(site, answer)).toMatchObject({ raResultCode: code, raResultString: reason });
  expect(await isHeld(site)).toBe(true);
};

describe("dsrdelete.json", () => {
  test("says where to ask, by what, and with which key answers are signed", async () => {
    const site = await deletionSite([]);
    const answer = await request("GET", `/h/${site.id}/dsrdelete.json`);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.body).toEqual({
      endpoint: `https://shop.example/h/${site.id}/dsr`,
      identifiers: [
        { id: 1, type: "email", format: "plaintext" },
        { id: 2, type: "phone", format: "plaintext" },
        { id: 3, type: "visitor_id", format: "plaintext" },
        { id: 4, type: "anonymous_id", format: "plaintext" },
      ],
      publicKey: [
        {
          kty: "EC",
          crv: "P-256",
          x: expect.any(String) as string,
          y: expect.any(String) as string,
          kid: expect.any(String) as string,
          use: "sig",
          alg: "ES256",
        },
      ],
      vendorScriptRequirement: false,
    });
  });

  test("is that of the site whose domain was asked, at the root", async () => {
    const domain = `shop-${crypto.randomUUID()}.example`;
    const [one, other] = [await deletionSite([], domain), await deletionSite([], `not${domain}`)];
    expect(await rootFile(domain)).toEqual(await fileOf(one));
    expect(await rootFile(`www.${domain}`)).toEqual(await fileOf(one));
    expect(await rootFile(`not${domain}`)).toEqual(await fileOf(other));
    expect(await rootFile("evil.example")).toBeNull();
  });

  test("and its endpoint are not there where a site takes no requests", async () => {
    const site = await createSite();
    expect((await request("GET", `/h/${site.id}/dsrdelete.json`)).status).toBe(404);
    expect(await ask(site, "a.b.c")).toMatchObject({ status: 404, body: { code: "route_unknown" } });
  });
});

describe("a genuine request", () => {
  test.each(["RS256", "ES256"])("under %s erases the contact and is acknowledged", async (alg) => {
    const { issuer, site, ada } = await scene(alg);
    const token = await requestOf(issuer, ADA);
    const answer = await ask(site, token);
    expect(answer.status).toBe(202);
    expect(await acknowledged(site, answer)).toEqual({
      version: "1.0",
      rqJWT: token,
      jti: expect.any(String) as string,
      iss: OURS,
      iat: NOON / SECOND,
      raResultCode: 0,
      raResultString: "accepted",
    });
    expect(await isHeld(site)).toBe(false);
    expect((await site.server.get(`/profiles/lookup?visitor=${ada.visitor}`)).status).toBe(404);
    const { entries } = (await site.server.get("/audit")).body as { entries: object[] };
    expect(entries).toContainEqual(
      expect.objectContaining({ actor: `issuer:${issuer.domain}`, action: "privacy.erase" }),
    );
  });

  test("may come as the body or in an object, and name its subject in a string", async () => {
    const { issuer, site } = await scene();
    const sub = JSON.stringify(ADA);
    const rqJWT = await sign(issuer, { sub, idJWT: await sign(issuer, { sub }) });
    expect((await ask(site, JSON.stringify({ rqJWT }))).status).toBe(202);
    expect(await isHeld(site)).toBe(false);
  });

  test("may name a visitor, or whom nothing is held on", async () => {
    const { issuer, site } = await scene();
    const bea = site.browser();
    await bea.send([pageView()]);
    const named = {
      identifierValue: bea.visitor,
      identifierType: "visitor_id",
      identifierFormat: "plaintext",
    };
    expect((await ask(site, await requestOf(issuer, named))).status).toBe(202);
    expect((await site.server.get(`/profiles/${bea.visitor}`)).status).toBe(404);
    expect((await ask(site, await requestOf(issuer, emailOf("nobody@example.com")))).status).toBe(202);
    expect(await isHeld(site)).toBe(true);
  });

  test("may be passed on by another company, by a name of its own for the person", async () => {
    const [publisher, vendor] = [await web.issuer(), await web.issuer("ES256")];
    const site = await deletionSite([publisher, vendor]);
    await site.browser().send([pageView(), identify(EMAIL)]);
    const idJWT = await sign(publisher, {
      sub: emailOf("alias@example.com"),
      iat: (NOON - 44 * DAY) / SECOND,
    });
    expect((await ask(site, await sign(vendor, { sub: ADA, idJWT }))).status).toBe(202);
    expect(await isHeld(site)).toBe(false);
  });

  test("that is sent again is accepted and does nothing more", async () => {
    const { issuer, site } = await scene();
    const token = await requestOf(issuer, ADA);
    await ask(site, token);
    await advance(MINUTE);
    await site.ingest([event("sign_up", { email: EMAIL })]);
    expect(await isHeld(site)).toBe(true);
    const again = await ask(site, token);
    expect(again.status).toBe(202);
    expect(await acknowledged(site, again)).toMatchObject({ raResultCode: 0 });
    expect(await isHeld(site)).toBe(true);
    expect((await ask(site, await requestOf(issuer, ADA))).status).toBe(202);
    expect(await isHeld(site)).toBe(false);
  });

  test("leaves no address behind, and is forgotten when no copy could come any more", async () => {
    const { issuer, site } = await scene();
    await ask(site, await requestOf(issuer, ADA));
    const rows = async () => (await siteTables(site))["deletion_request"];
    expect(await rows()).toMatchObject([{ issuer: issuer.domain, at: NOON }]);
    expect(JSON.stringify(await siteTables(site))).not.toContain(EMAIL);
    await advance(DAY + 6 * MINUTE);
    await ask(site, await requestOf(issuer, emailOf("bob@example.com")));
    expect(await rows()).toMatchObject([{ at: present() }]);
  });
});

describe("a request is refused, and that is signed too, where", () => {
  test.each(["", "a.b.c", "not a token", '{"rqJWT":7}', "{", "x".repeat(17_000)])(
    "it is none: %.12s",
    async (body) => {
      const { site } = await scene();
      const answer = await ask(site, body);
      expect(answer.status).toBe(400);
      expect(await acknowledged(site, answer)).toMatchObject({ raResultCode: 3, rqJWT: "" });
    },
  );

  test.each([
    ["jti", { jti: undefined }],
    ["iat", { iat: undefined }],
    ["sub", { sub: undefined }],
    ["a type in sub", { sub: "ada@example.com" }],
    ["idJWT", { idJWT: undefined }],
    ["version", { version: undefined }],
  ])("it says nothing of %s", async (_, claims) => {
    const { issuer, site } = await scene();
    await expectRefused(site, await requestOf(issuer, ADA, claims), 1, "malformed");
  });

  test("it was changed", async () => {
    const { issuer, site } = await scene();
    const [head, , signature] = (await requestOf(issuer, emailOf("bob@example.com"))).split(".");
    const [, payload] = (await requestOf(issuer, ADA)).split(".");
    await expectRefused(site, [head, payload, signature].join("."), 2, "signature_invalid");
  });

  test("what it rests on was changed, or is another's", async () => {
    const { issuer, site } = await scene();
    const forger: Issuer = { ...issuer, keys: await generateKeyPair("RS256", { extractable: true }) };
    const idJWT = await sign(forger, { sub: ADA });
    await expectRefused(site, await sign(issuer, { sub: ADA, idJWT }), 2, "signature_invalid");
    const foreign = await sign(await web.issuer(), { sub: ADA });
    await expectRefused(site, await sign(issuer, { sub: ADA, idJWT: foreign }), 2, "signature_invalid");
  });

  test("what it rests on is no token, or says too little", async () => {
    const { issuer, site } = await scene();
    await expectRefused(site, await sign(issuer, { sub: ADA, idJWT: "x.y.z" }), 3, "token_invalid");
    const idJWT = await sign(issuer, {});
    await expectRefused(site, await sign(issuer, { sub: ADA, idJWT }), 1, "malformed");
  });

  test("it comes from a company that the site does not list, which is not even asked for its keys", async () => {
    const { site } = await scene();
    const stranger = await web.issuer();
    await expectRefused(site, await requestOf(stranger, ADA), 2, "signature_invalid");
    expect(web.asked).toEqual([]);
  });

  test("it is signed by nobody, or with what is public", async () => {
    const { issuer, site } = await scene();
    const [, payload] = (await requestOf(issuer, ADA)).split(".");
    await expectRefused(site, `${part({ alg: "none", kid: "one" })}.${payload}.`, 2, "signature_invalid");
    const { n = "" } = await exportJWK(issuer.keys.publicKey);
    const known = await crypto.subtle.importKey(
      "raw",
      Buffer.from(n, "base64url"),
      { name: "HMAC", hash: "SHA-256" },
      false,
      ["sign"],
    );
    const head = part({ alg: "HS256", kid: "one" });
    const mac = await crypto.subtle.sign("HMAC", known, new TextEncoder().encode(`${head}.${payload}`));
    const forged = `${head}.${payload}.${Buffer.from(mac).toString("base64url")}`;
    await expectRefused(site, forged, 2, "signature_invalid");
  });

  test("it names a key that its issuer does not publish", async () => {
    const { issuer, site } = await scene();
    const idJWT = await sign(issuer, { sub: ADA });
    const token = await sign(issuer, { sub: ADA, idJWT }, { kid: "two" });
    await expectRefused(site, token, 2, "signature_invalid");
  });

  test.each(["phone_number", "idfa", "constructor"])("it names its subject by %s", async (identifierType) => {
    const { issuer, site } = await scene();
    await expectRefused(
      site,
      await requestOf(issuer, { ...ADA, identifierType }),
      4,
      "identifier_type_unsupported",
    );
  });

  test.each([
    ["a hash", { ...ADA, identifierFormat: "sha256" }],
    ["no address", { ...ADA, identifierValue: "ada@" }],
    ["no visitor of the site", { ...ADA, identifierType: "visitor_id", identifierValue: "vx99AAAA" }],
  ])("its identifier is %s", async (_, sub) => {
    const { issuer, site } = await scene();
    await expectRefused(site, await requestOf(issuer, sub), 5, "identifier_format_wrong");
  });

  test.each([
    ["is older than a day", -DAY - SECOND, 0],
    ["is of the future", 5 * MINUTE + SECOND, 0],
    ["rests on what is older than 45 days", 0, -45 * DAY - SECOND],
    ["rests on what is of the future", 0, 5 * MINUTE + SECOND],
  ])("it %s", async (_, requestAge, identityAge) => {
    const { issuer, site } = await scene();
    const idJWT = await sign(issuer, { sub: ADA, iat: at(identityAge) });
    const token = await sign(issuer, { sub: ADA, idJWT, iat: at(requestAge) });
    await expectRefused(site, token, 6, "timestamp_invalid");
    const [identityEdge, requestEdge] = [identityAge, requestAge].map((ms) => ms - Math.sign(ms) * SECOND);
    const edge = await sign(issuer, { sub: ADA, iat: at(identityEdge ?? 0) });
    const timely = await sign(issuer, { sub: ADA, idJWT: edge, iat: at(requestEdge ?? 0) });
    expect((await ask(site, timely)).status).toBe(202);
  });

  test("its name was another request's", async () => {
    const { issuer, site } = await scene();
    const jti = "request-1";
    await ask(site, await requestOf(issuer, emailOf("bob@example.com"), { jti }));
    await expectRefused(site, await requestOf(issuer, ADA, { jti }), 3, "token_invalid");
  });

  test("as many are remembered as may be", async () => {
    const { issuer, site } = await scene();
    const fill = (rows: number) =>
      runInDurableObject<DurableObject, void>(env.SITE.getByName(site.id), (_, { storage: { sql } }) => {
        sql.exec(
          `INSERT INTO deletion_request WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
             SELECT 'filler', i, '', ? FROM n`,
          rows,
          NOON,
        );
      });
    await fill(DELETION_REQUESTS_MAX - 1);
    expect((await ask(site, await requestOf(issuer, emailOf("bob@example.com")))).status).toBe(202);
    const token = await requestOf(issuer, ADA);
    expect(await ask(site, token)).toMatchObject({ status: 503, body: { code: "overloaded" } });
    expect(await isHeld(site)).toBe(true);
    await advance(DAY - MINUTE);
    expect((await ask(site, token)).status).toBe(503);
    await advance(7 * MINUTE);
    expect((await ask(site, await requestOf(issuer, ADA))).status).toBe(202);
  });

  test("it is too large to be read", async () => {
    const { site } = await scene();
    expect(await ask(site, "x".repeat(20_481))).toMatchObject({
      status: 413,
      body: { code: "body_too_large" },
    });
  });
});

const refuseFile = async (answer: (url: string, init: RequestInit) => Response | Promise<Response>) => {
  const { issuer, site } = await scene();
  web.serve(`https://${issuer.domain}/dsrdelete.json`, answer);
  await expectRefused(site, await requestOf(issuer, ADA), 2, "signature_invalid");
};

describe("keys of an issuer", () => {
  test("are asked for once a minute, following no redirect", async () => {
    const { issuer, site } = await scene();
    const { publicKey } = issuer.keys;
    const file = { publicKey: { keys: [await exportJWK(publicKey)] } };
    const inits: RequestInit[] = [];
    web.serve(`https://${issuer.domain}/dsrdelete.json`, (_, init) => {
      inits.push(init);
      return Response.json(file);
    });
    const unnamed = async () => {
      const idJWT = await sign(issuer, { sub: ADA }, { kid: undefined });
      return sign(issuer, { sub: ADA, idJWT }, { kid: undefined });
    };
    expect((await ask(site, await unnamed())).status).toBe(202);
    expect((await ask(site, await unnamed())).status).toBe(202);
    expect(web.asked).toEqual([`https://${issuer.domain}/dsrdelete.json`]);
    expect(inits).toMatchObject([{ redirect: "manual", signal: expect.any(AbortSignal) as AbortSignal }]);
    await advance(MINUTE);
    expect((await ask(site, await unnamed())).status).toBe(202);
    expect(web.asked).toHaveLength(2);
  });

  test("are none where it cannot be reached, leads elsewhere, or publishes something else", async () => {
    await refuseFile(() => Promise.reject(new TypeError("network")));
    await refuseFile(() => new Response(null, { status: 302, headers: { location: "http://127.0.0.1/" } }));
    await refuseFile(() => Response.json({ publicKey: "none" }));
    await refuseFile(() => new Response("<html>"));
    await refuseFile(() => Response.json({ publicKey: [], filler: "x".repeat(70_000) }));
  });

  test("of a name in a private network are not asked for", async () => {
    const issuer: Issuer = { ...(await web.issuer()), domain: "vault.internal" };
    const site = await deletionSite([issuer]);
    expect((await ask(site, await requestOf(issuer, ADA))).status).toBe(400);
    expect(web.asked).toEqual([]);
  });
});

describe("the settings", () => {
  test.each([
    ["an address", { domain: "https://shop.example" }],
    ["an IP", { domain: "127.0.0.1" }],
    ["a name without a dot", { domain: "shop" }],
    ["upper case", { domain: "Shop.example" }],
    ["an issuer that is an address", { domain: OURS, issuers: ["https://publisher.example"] }],
    ["an unknown field", { domain: OURS, keys: [] }],
  ])("take no %s", async (_, deletion_requests) => {
    const site = await createSite();
    const { body } = await site.server.get("");
    const { id: _id, ...configuration } = body as Record<string, unknown>;
    const answer = await site.server.put("", { ...configuration, privacy: { deletion_requests } });
    expect(answer).toMatchObject({ status: 422, body: { code: "configuration_invalid" } });
  });
});
