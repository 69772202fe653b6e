import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { compactVerify, decodeProtectedHeader, importJWK, type JWK } from "jose";
import { describe, expect, test } from "vitest";
import { type ChainCheck, EMPTY_CHAIN } from "../../worker/domain/audit/chain.ts";
import type { SiteRpc } from "../../worker/domain/site-rpc.ts";
import { NOON } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { shardOf, siteTables } from "./objects.ts";
import { NOTHING, pageView, VIEWERS } from "./samples.ts";

interface Verification {
  ok: boolean;
  entries: number;
  head: string;
  first_bad: number | null;
  first_bad_chain: string | null;
  chains: { chain: string; entries: number; first_bad: number | null }[];
}

const verify = async (site: TestSite, checkpoint?: string): Promise<Verification> => {
  const answer = await (checkpoint === undefined
    ? site.server.get("/audit/verify")
    : site.server.post("/audit/verify", { checkpoint }));
  expect(answer.status).toBe(200);
  return answer.body as Verification;
};

const exportCheckpoint = async (site: TestSite) =>
  (await site.server.get("/audit/checkpoint")).body as {
    checkpoint: { site: string; at: number; chains: Record<string, { entries: number }> };
    jws: string;
    public_key: JWK;
  };

/** Somebody with a hand on the disk. */
const tamper = (stub: DurableObjectStub, sql: string): Promise<void> =>
  runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec(sql);
  });
const tamperSite = (site: TestSite, sql: string) => tamper(env.SITE.getByName(site.id), sql);

/** A site with five entries in its audit, and a visitor who agreed and then withdrew. */
const auditedSite = async () => {
  const site = await createSite();
  await site.putAudience("viewers", VIEWERS);
  await site.createKey(["read"]);
  await site.server.put("/consent/rules", { rules: [{ region: "*", mode: "opt-in" }] });
  await site.server.delete("/audiences/viewers");
  const ada = site.browser();
  await ada.send([pageView()]);
  const { visitor } = ada;
  ada.consent = NOTHING;
  await ada.send([]);
  return { site, visitor };
};

describe("the audit", () => {
  test("says who did what to what, a page at a time", async () => {
    const { site } = await auditedSite();
    const { body } = await site.server.get("/audit?limit=2");
    const page = body as { entries: object[]; next: number };
    expect(page.entries).toMatchObject([
      { seq: 1, at: NOON, actor: "admin", action: "site.put", subject: site.id },
      { seq: 2, at: NOON, actor: "admin", action: "audience.put", subject: "viewers" },
    ]);
    const rest = (await site.server.get(`/audit?after=${page.next}`)).body as typeof page;
    expect(rest.entries.map((entry) => (entry as { action: string }).action)).toEqual([
      "key.create",
      "consent_rules.put",
      "audience.delete",
    ]);
    expect(rest.next).toBeNull();
  });

  test("has every export, with the digest of what the export log says", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    await site.browser().send([pageView()]);
    await site.members("viewers");
    const { entries } = (await site.server.get("/audit?after=2")).body as { entries: object[] };
    expect(entries).toMatchObject([{ actor: "admin", action: "export", subject: "viewers" }]);
    const { export_log: log = [] } = await siteTables(site);
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(String(log[0]?.["entry"])));
    expect(entries).toMatchObject([{ digest: Buffer.from(digest).toString("hex") }]);
  });

  test("has who asked for a subject's data and who erased it, without saying whose", async () => {
    const { site, visitor } = await auditedSite();
    await site.server.post("/privacy/access", { visitor });
    const { body } = await site.server.post("/privacy/erase", { visitor });
    const { subject } = body as { subject: string };
    const { body: audit } = await site.server.get("/audit?after=5");
    expect(audit).toMatchObject({
      entries: [
        { actor: "admin", action: "privacy.access", subject },
        { actor: "admin", action: "privacy.erase", subject },
      ],
    });
    expect(JSON.stringify(audit)).not.toContain(visitor);
    expect(await verify(site)).toMatchObject({ ok: true });
  });

  test.each(["limit=0", "limit=0x", "limit=1001", "after=-1", "after="])("refuses %s", async (query) => {
    const site = await createSite();
    const { status, body } = await site.server.get(`/audit?${query}`);
    expect([status, (body as { code: string }).code]).toEqual([400, "query_invalid"]);
  });
});

describe("verifying", () => {
  test("finds nothing where nothing was touched", async () => {
    const { site } = await auditedSite();
    const found = await verify(site);
    expect(found).toMatchObject({ ok: true, entries: 5, first_bad: null, first_bad_chain: null });
    const { entries } = (await site.server.get("/audit")).body as { entries: { hash: string }[] };
    expect(found.head).toBe(entries.at(-1)?.hash);
    expect(found.chains.map(({ chain }) => chain).toSorted()).toEqual([
      "any/00",
      "any/01",
      "contacts/00",
      "contacts/01",
      "site",
    ]);
    expect(found.chains.reduce((sum, { entries: links }) => sum + links, 0)).toBe(5 + 2);
  });

  test.each([
    ["changed", "UPDATE audit SET actor = 'nobody' WHERE seq = 3", 3],
    ["removed", "DELETE FROM audit WHERE seq = 2", 2],
    ["put in", "UPDATE audit SET seq = 9 WHERE seq = 5", 5],
  ])("finds what was %s", async (_, sql, at) => {
    const { site } = await auditedSite();
    await tamperSite(site, sql);
    expect(await verify(site)).toMatchObject({ ok: false, first_bad: at, first_bad_chain: "site" });
  });

  test("comes to the same in parts of any size", async () => {
    const { site } = await auditedSite();
    const stub = env.SITE.getByName(site.id) as unknown as SiteRpc;
    const whole = await stub.checkAudit({ from: EMPTY_CHAIN, anchors: [], limit: 1_000 });
    expect(whole).toMatchObject({ reached: { entries: 5 }, firstBad: null, isOver: true });
    for (const limit of [1, 2, 5]) {
      let check: ChainCheck = { reached: EMPTY_CHAIN, firstBad: null, isOver: false };
      while (!check.isOver)
        check = await stub.checkAudit({ from: check.reached, anchors: [whole.reached], limit });
      expect(check).toEqual(whole);
    }
  });

  test("finds a consent record that was changed", async () => {
    const { site, visitor } = await auditedSite();
    await tamper(
      shardOf(site, visitor),
      `UPDATE consent_log SET record = replace(record, '"denied"', '"granted"') WHERE seq = 2`,
    );
    expect(await verify(site)).toMatchObject({
      ok: false,
      first_bad: 2,
      first_bad_chain: "any/0" + visitor[3],
    });
  });

  test("finds that the end was cut off, by the checkpoint that was exported last", async () => {
    const { site } = await auditedSite();
    await exportCheckpoint(site);
    await tamperSite(site, "DELETE FROM audit WHERE seq > 3");
    expect(await verify(site)).toMatchObject({ ok: false, entries: 3, first_bad: 4 });
  });

  test("finds that both were cut off, by a checkpoint that was kept elsewhere", async () => {
    const { site, visitor } = await auditedSite();
    const { jws } = await exportCheckpoint(site);
    await tamperSite(site, "DELETE FROM meta WHERE name = 'checkpoint'");
    await tamper(shardOf(site, visitor), "DELETE FROM consent_log");
    expect(await verify(site)).toMatchObject({ ok: true });
    expect(await verify(site, jws)).toMatchObject({ ok: false, first_bad: 1 });
  });

  test("goes on holding while entries are added after a checkpoint", async () => {
    const { site } = await auditedSite();
    const { jws } = await exportCheckpoint(site);
    await site.createKey(["read"]);
    expect(await verify(site, jws)).toMatchObject({ ok: true, entries: 6 });
  });
});

describe("a checkpoint", () => {
  test("is not made of a log whose end was cut off: the last one would be lost as a witness", async () => {
    const { site } = await auditedSite();
    await exportCheckpoint(site);
    await tamperSite(site, "DELETE FROM audit WHERE seq > 3");
    expect(await site.server.get("/audit/checkpoint")).toMatchObject({
      status: 409,
      body: { code: "audit_broken", first_bad: 4, first_bad_chain: "site" },
    });
    expect(await verify(site)).toMatchObject({ ok: false, first_bad: 4 });
  });

  test("can be checked by anybody with the public key", async () => {
    const { site } = await auditedSite();
    const { checkpoint, jws, public_key: key } = await exportCheckpoint(site);
    expect(checkpoint).toMatchObject({ site: site.id, at: NOON, chains: { site: { entries: 5 } } });
    const { payload } = await compactVerify(jws, await importJWK(key, "EdDSA"));
    expect(JSON.parse(new TextDecoder().decode(payload))).toEqual(checkpoint);
    expect(decodeProtectedHeader(jws).jwk).toEqual(key);
    expect(key).not.toHaveProperty("d");
    expect((await exportCheckpoint(site)).public_key).toEqual(key);
  });

  test.each([
    ["of another site", async () => (await exportCheckpoint((await auditedSite()).site)).jws],
    [
      "that was changed",
      async (site: TestSite) => (await exportCheckpoint(site)).jws.replace(/\.[^.]{4}/, ".AAAA"),
    ],
    ["that is none", async () => "none"],
  ])("%s is refused", async (_, make) => {
    const { site } = await auditedSite();
    const { status, body } = await site.server.post("/audit/verify", { checkpoint: await make(site) });
    expect([status, (body as { code: string }).code]).toEqual([422, "checkpoint_invalid"]);
  });
});
