import { describe, expect, test } from "vitest";
import { PENDING_RULES_MAX } from "../../schemas/limits.ts";
import { HOUR, NOON } from "./clock.ts";
import { createSite, SITE_SETTINGS } from "./kit.ts";
import { siteTables } from "./objects.ts";
import { expectProblem } from "./problems.ts";
import { pageView, VIEWERS } from "./samples.ts";

const STRICT = { rules: [{ region: "*", mode: "opt-in" }] };

/** A site that asks for approval, and two people who set its rules. */
const approvalScene = async () => {
  const site = await createSite({ consent: { approval: true } });
  const [first, second] = [await site.createKey(["consent"]), await site.createKey(["consent"])];
  const [ada, ben] = [site.serverWith(`Bearer ${first.key}`), site.serverWith(`Bearer ${second.key}`)];
  const propose = async (body: object = STRICT) => {
    const answer = await ada.put("/consent/rules", body);
    return { answer, change: (answer.body as { change: string }).change };
  };
  const state = async () =>
    (await ben.get("/consent/rules")).body as { version: number; pending: object[]; rules: object[] };
  const audit = async () =>
    ((await siteTables(site))["audit"] ?? [])
      .filter(({ action }) => `${action}`.startsWith("consent_rules"))
      .map(({ actor, action, subject }) => [actor, action, subject]);
  return { site, ada, ben, first, second, propose, state, audit };
};

describe("where a second key has to approve", () => {
  test("a change waits, is shown, and changes nothing until then", async () => {
    const { site, first, propose, state, audit } = await approvalScene();
    await site.putAudience("viewers", VIEWERS);
    const silent = site.browser({ country: "US", consent: {} });
    await silent.send([pageView()]);
    const { answer, change } = await propose();
    expect(answer).toMatchObject({ status: 202, body: { status: "pending", change, by: first.id } });
    const { version, pending, rules } = await state();
    expect({ version, rules: rules.length > 1 }).toEqual({ version: 1, rules: true });
    expect(pending).toEqual([
      { change, by: first.id, at: NOON, based_on: 1, rules: [expect.objectContaining({ region: "*" })] },
    ]);
    expect(await site.exported("viewers")).toEqual([silent.visitor]);
    expect(await audit()).toEqual([[first.id, "consent_rules.propose", change]]);
  });

  test("another key puts it in force, at once and for stored members too", async () => {
    const { site, ben, first, second, propose, audit } = await approvalScene();
    await site.putAudience("viewers", VIEWERS);
    const silent = site.browser({ country: "US", consent: {} });
    await silent.send([pageView()]);
    const { change } = await propose();
    const answer = await ben.post(`/consent/rules/pending/${change}/approve`, {});
    expect(answer).toMatchObject({
      status: 200,
      body: { version: 2, pending: [], rules: [{ region: "*" }] },
    });
    expect(await site.exported("viewers")).toEqual([]);
    expect(await audit()).toEqual([
      [first.id, "consent_rules.propose", change],
      [second.id, "consent_rules.approve", change],
    ]);
  });

  test("a date that is approved is awaited", async () => {
    const { ben, propose, state } = await approvalScene();
    const later = { region: "US", mode: "off", effective_at: NOON + HOUR };
    const { change } = await propose({ rules: [...STRICT.rules, later] });
    await ben.post(`/consent/rules/pending/${change}/approve`, {});
    expect((await state()).rules).toMatchObject([
      { region: "*" },
      { region: "US", effective_at: NOON + HOUR },
    ]);
  });

  test("who proposed it cannot approve it, by no way", async () => {
    const { site, ada, propose, state } = await approvalScene();
    const { change } = await propose();
    const own = await ada.post(`/consent/rules/pending/${change}/approve`, {});
    expectProblem(own);
    expect(own).toMatchObject({ status: 403, body: { code: "approver_same" } });
    const admins = (await site.server.put("/consent/rules", STRICT)).body as { change: string };
    const twice = await site.server.post(`/consent/rules/pending/${admins.change}/approve`, {});
    expect(twice).toMatchObject({ status: 403, body: { code: "approver_same" } });
    expect(await state()).toMatchObject({ version: 1, pending: [{}, {}] });
  });

  test("the instance's own key may approve what another proposed", async () => {
    const { site, propose } = await approvalScene();
    const { change } = await propose();
    expect((await site.server.post(`/consent/rules/pending/${change}/approve`, {})).status).toBe(200);
  });

  test("a change to rules that are no longer in force is refused", async () => {
    const { ben, propose, state } = await approvalScene();
    const [one, other] = [await propose(), await propose({ rules: [{ region: "*", mode: "off" }] })];
    await ben.post(`/consent/rules/pending/${one.change}/approve`, {});
    const answer = await ben.post(`/consent/rules/pending/${other.change}/approve`, {});
    expectProblem(answer);
    expect(answer).toMatchObject({ status: 409, body: { code: "conflict" } });
    expect(await state()).toMatchObject({ rules: [{ mode: "opt-in" }], pending: [{ change: other.change }] });
  });

  test("a change can be withdrawn, and then not approved", async () => {
    const { ada, ben, first, propose, state, audit } = await approvalScene();
    const { change } = await propose();
    expect((await ada.delete(`/consent/rules/pending/${change}`)).status).toBe(204);
    expect((await state()).pending).toEqual([]);
    expect((await audit()).at(-1)).toEqual([first.id, "consent_rules.withdraw", change]);
    for (const gone of [
      await ben.post(`/consent/rules/pending/${change}/approve`, {}),
      await ben.delete(`/consent/rules/pending/${change}`),
    ])
      expect(gone).toMatchObject({ status: 404, body: { code: "change_unknown" } });
  });

  test("keys of another scope can do none of it", async () => {
    const { site, propose } = await approvalScene();
    const { change } = await propose();
    const { key } = await site.createKey(["write", "read", "privacy"]);
    const other = site.serverWith(`Bearer ${key}`);
    for (const answer of [
      await other.post(`/consent/rules/pending/${change}/approve`, {}),
      await other.delete(`/consent/rules/pending/${change}`),
      await other.post("/consent/rules/preview", STRICT),
    ])
      expect(answer).toMatchObject({ status: 403, body: { code: "scope_missing" } });
  });

  test("as many wait as the limit and no more", async () => {
    const { propose } = await approvalScene();
    for (let n = 0; n < PENDING_RULES_MAX; n += 1) expect((await propose()).answer.status).toBe(202);
    expect((await propose()).answer).toMatchObject({ status: 422, body: { code: "limit_reached" } });
  });

  test("changes are in force at once again when the site no longer asks for it", async () => {
    const { site, ada } = await approvalScene();
    await site.server.put("", SITE_SETTINGS);
    expect((await ada.put("/consent/rules", STRICT)).status).toBe(200);
  });
});
