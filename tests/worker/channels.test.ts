import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { CHANNELS_PER_SITE_MAX, NOTIFIED_CHANNELS_MAX } from "../../schemas/limits.ts";
import type { ApiReference } from "../../worker/http/reference.ts";
import { createApp } from "../../worker/app.ts";
import { siteObject } from "../../worker/configuration/objects.ts";
import { sealChannelSecrets } from "../../worker/crypto/channel-secret.ts";
import { siteSecrets } from "../../worker/crypto/site-secrets.ts";
import type { ChannelSettings } from "../../worker/domain/channel/channel-parts.ts";
import { NOON } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { dump, siteTables } from "./objects.ts";
import { CANARY, expectFaultAt } from "./problems.ts";
import { useReceiver } from "./receiver.ts";
import { VIEWERS } from "./samples.ts";
import { RECEIVER_URL, SECRET, WEBHOOK } from "./webhook.ts";

useReceiver();

const OTHER_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const CRM = { id: "crm", version: 1, kind: "webhook", url: RECEIVER_URL };

describe("a channel", () => {
  test("is made, read, listed and deleted", async () => {
    const { server } = await createSite();
    expect(await server.put("/channels/crm", WEBHOOK)).toMatchObject({ status: 201, body: CRM });
    expect((await server.get("/channels/crm")).body).toEqual(CRM);
    expect((await server.get("/channels")).body).toEqual({ channels: [CRM] });
    expect((await server.delete("/channels/crm")).status).toBe(204);
    const gone = { status: 404, body: { code: "channel_unknown" } };
    expect(await server.get("/channels/crm")).toMatchObject(gone);
    expect(await server.delete("/channels/crm")).toMatchObject(gone);
    expect((await server.get("/channels")).body).toEqual({ channels: [] });
  });

  test("has a new version when its address or its secret changed, and none when it is saved again", async () => {
    const { server } = await createSite();
    await server.put("/channels/crm", WEBHOOK);
    expect(await server.put("/channels/crm", WEBHOOK)).toMatchObject({ status: 200, body: CRM });
    const other = { ...WEBHOOK, url: "https://crm.example/other" };
    const second = { ...CRM, version: 2, url: other.url };
    expect(await server.put("/channels/crm", other)).toMatchObject({ status: 200, body: second });
    const third = await server.put("/channels/crm", { ...other, secret: OTHER_SECRET });
    expect(third).toMatchObject({ status: 200, body: { ...second, version: 3 } });
    await server.delete("/channels/crm");
    expect((await server.put("/channels/crm", WEBHOOK)).body).toEqual({ ...CRM, version: 5 });
  });

  test("is held against what is saved, though another isolate changed that a moment ago", async () => {
    const site = await createSite();
    await site.server.put("/channels/crm", WEBHOOK);
    const { seal } = siteSecrets(env.HALLEY_SECRET, site.id);
    const saveElsewhere = (settings: ChannelSettings, secret: string) => {
      const sealed = sealChannelSecrets(seal, "crm", { secret });
      return siteObject(env, site.id).putChannel("crm", { settings, sealed }, "admin");
    };
    await saveElsewhere({ kind: "webhook", url: "https://crm.example/other" }, SECRET);
    const back = await site.server.put("/channels/crm", WEBHOOK);
    expect(back).toMatchObject({ status: 200, body: { ...CRM, version: 3 } });
    await saveElsewhere({ kind: "webhook", url: RECEIVER_URL }, OTHER_SECRET);
    // Left out, the secret stays as it is, and not as this isolate knew it.
    for (const body of [
      { kind: "webhook", url: RECEIVER_URL },
      { ...WEBHOOK, secret: OTHER_SECRET },
    ]) {
      expect((await site.server.put("/channels/crm", body)).body).toEqual({ ...CRM, version: 4 });
    }
  });

  test("never shows its secret again: not in an answer, not on disk", async () => {
    const site = await createSite();
    const answers = [
      await site.server.put("/channels/crm", WEBHOOK),
      await site.server.put("/channels/crm", { ...WEBHOOK, secret: OTHER_SECRET }),
      await site.server.get("/channels/crm"),
      await site.server.get("/channels"),
      await site.server.get("/channels/crm/dead-letters"),
    ];
    const stored = JSON.stringify([await dump(site), await siteTables(site)]);
    expect(stored).toContain(RECEIVER_URL);
    for (const text of [stored, ...answers.map((answer) => answer.text)]) {
      for (const secret of [SECRET, OTHER_SECRET]) {
        expect(text).not.toContain(secret.slice("whsec_".length));
        expect(text).not.toContain("whsec");
      }
    }
  });

  test.each<[string, unknown, string]>([
    ["a kind that there is not", { kind: "fax", host: CANARY }, "/kind"],
    ["no secret", { kind: "webhook", url: RECEIVER_URL }, "/secret"],
    ["no kind", { url: RECEIVER_URL }, "/kind"],
    ["an address with credentials", { ...WEBHOOK, url: `https://a:${CANARY}@crm.example/` }, "/url"],
    ["an address with a fragment", { ...WEBHOOK, url: `https://crm.example/#${CANARY}` }, "/url"],
    ["an address that leads nowhere", { ...WEBHOOK, url: "https://[1:2]/" }, "/url"],
    ["an address with a port too high", { ...WEBHOOK, url: "https://crm.example:65536/" }, "/url"],
    ["a short secret", { ...WEBHOOK, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa==" }, "/secret"],
  ])("with %s is refused where it lies", async (_, body, pointer) => {
    const { server } = await createSite();
    const answer = await server.put("/channels/crm", body);
    expectFaultAt(answer, pointer);
    expect((await server.get("/channels")).body).toEqual({ channels: [] });
  });

  test.each(["UPPER", "-crm", "a".repeat(65)])("cannot be called %s", async (id) => {
    const { server } = await createSite();
    expect(await server.put(`/channels/${id}`, WEBHOOK)).toMatchObject({
      status: 404,
      body: { code: "channel_unknown" },
    });
  });
});

test("a site has at most fifty channels", async () => {
  const site = await createSite();
  await runInDurableObject(env.SITE.getByName(site.id), (_, { storage: { sql } }) => {
    for (let count = 1; count < CHANNELS_PER_SITE_MAX; count++) {
      const body = JSON.stringify({ kind: "webhook", url: RECEIVER_URL, sealedSecret: "1.x" });
      sql.exec("INSERT INTO config VALUES ('channel', ?, 1, ?, ?, 1)", `c-${count}`, NOON, body);
    }
  });
  expect((await site.server.put("/channels/last", WEBHOOK)).status).toBe(201);
  expect(await site.server.put("/channels/one-more", WEBHOOK)).toMatchObject({
    status: 422,
    body: { code: "limit_reached" },
  });
  const changed = { ...WEBHOOK, url: "https://crm.example/other" };
  expect((await site.server.put("/channels/last", changed)).status).toBe(200);
});

const NO_SNIPPET = {
  wrap: () => "",
  wrapKeptChoice: () => "",
  wrapServiceWorker: () => "",
  wrapBanner: () => "",
  chunks: {},
  banner: { hash: "", notice: "", names: {} },
};

const put = async (site: TestSite, url: string, clock: object): Promise<number> => {
  const app = createApp(NO_SNIPPET, new Set(), {} as ApiReference);
  const answer = await app.request(
    `/v1/sites/${site.id}/channels/crm`,
    {
      method: "PUT",
      headers: { authorization: `Bearer ${env.ADMIN_KEY}` },
      body: JSON.stringify({ ...WEBHOOK, url }),
    },
    { ...env, ...clock },
  );
  if (answer.status === 422) {
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: "/url", reason: "not_public" }] });
  }
  return answer.status;
};

describe("a private target", () => {
  test.each(["http://127.0.0.1:4000/", "https://localhost/", "https://[::1]/", "http://crm.example/"])(
    "%s is taken under the manual clock and refused otherwise",
    async (url) => {
      const site = await createSite();
      expect(await put(site, url, { CLOCK: undefined })).toBe(422);
      expect(await put(site, url, {})).toBe(201);
    },
  );

  test("is the only one that is refused", async () => {
    expect(await put(await createSite(), RECEIVER_URL, { CLOCK: undefined })).toBe(201);
  });
});

describe("an audience that notifies", () => {
  test("may name channels of the site only, and is told which it may not", async () => {
    const site = await createSite();
    await site.server.put("/channels/crm", WEBHOOK);
    const answer = await site.server.put("/audiences/viewers", { ...VIEWERS, notify: ["crm", "mail"] });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: "audience_invalid", errors: [{ pointer: "/notify/1" }] },
    });
    expect((await site.server.get("/audiences")).body).toEqual({ audiences: [] });
    await site.putAudience("viewers", { ...VIEWERS, notify: ["crm"] });
    expect((await site.server.get("/audiences/viewers")).body).toMatchObject({
      definition: { notify: ["crm"] },
    });
  });

  test("may name another site's channel no more than any unknown one", async () => {
    const other = await createSite();
    await other.server.put("/channels/crm", WEBHOOK);
    const site = await createSite();
    expect((await site.server.put("/audiences/viewers", { ...VIEWERS, notify: ["crm"] })).status).toBe(422);
  });

  test.each([
    [NOTIFIED_CHANNELS_MAX - 1, 201],
    [NOTIFIED_CHANNELS_MAX, 201],
    [NOTIFIED_CHANNELS_MAX + 1, 422],
  ])("may name %d channels: %d", async (count, status) => {
    const { server } = await createSite();
    const notify = Array.from({ length: count }, (_, n) => `crm-${n}`);
    for (const id of notify) await server.put(`/channels/${id}`, WEBHOOK);
    expect((await server.put("/audiences/viewers", { ...VIEWERS, notify })).status).toBe(status);
  });

  test("keeps its channel from being deleted until it names it no more", async () => {
    const site = await createSite();
    await site.server.put("/channels/crm", WEBHOOK);
    await site.putAudience("viewers", { ...VIEWERS, notify: ["crm"] });
    expect(await site.server.delete("/channels/crm")).toMatchObject({
      status: 409,
      body: { code: "channel_in_use" },
    });
    expect((await site.server.get("/channels/crm")).status).toBe(200);
    await site.putAudience("viewers", VIEWERS);
    expect((await site.server.delete("/channels/crm")).status).toBe(204);
  });
});
