import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import type { ApiReference } from "../../worker/http/reference.ts";
import { createApp } from "../../worker/app.ts";
import { sealChannelSecrets } from "../../worker/crypto/channel-secret.ts";
import { seal } from "../../worker/crypto/seal.ts";
import { siteSecrets } from "../../worker/crypto/site-secrets.ts";
import { NOON } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { dump, siteTables } from "./objects.ts";
import { CANARY, expectProblem } from "./problems.ts";
import { useReceiver } from "./receiver.ts";
import { pageView, VIEWERS } from "./samples.ts";
import { RECEIVER_URL, SECRET, WEBHOOK } from "./webhook.ts";

const receiver = useReceiver();

const FROM = "Boot shop <hello@shop.example>";
const SMTP = {
  kind: "smtp",
  host: "mail.example",
  port: 587,
  security: "starttls",
  username: "shop",
  password: `${CANARY}-password`,
  from: FROM,
};
const RESEND = { kind: "resend", api_key: `${CANARY}-key`, from: FROM, webhook_secret: SECRET };
const KINDS: [string, object, string[]][] = [
  ["smtp", SMTP, ["password"]],
  ["resend", RESEND, ["api_key", "webhook_secret"]],
  [
    "postmark",
    {
      kind: "postmark",
      server_token: `${CANARY}-token`,
      from: FROM,
      message_stream: "broadcast",
      webhook_username: "halley",
      webhook_password: `${CANARY}-hook`,
    },
    ["server_token", "webhook_password"],
  ],
  ["sendgrid", { kind: "sendgrid", api_key: `${CANARY}-key`, from: FROM }, ["api_key"]],
  [
    "mailgun",
    {
      kind: "mailgun",
      api_key: `${CANARY}-key`,
      domain: "mg.shop.example",
      region: "eu",
      from: FROM,
      webhook_signing_key: `${CANARY}-hook`,
    },
    ["api_key", "webhook_signing_key"],
  ],
  [
    "twilio",
    { kind: "twilio", account_sid: `AC${"0".repeat(32)}`, auth_token: `${CANARY}-token`, from: "Boots" },
    ["auth_token"],
  ],
  ["inbox", { kind: "inbox", medium: "email" }, []],
];

const without = (body: object, names: string[]): object =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));

const everythingOf = async (site: TestSite): Promise<string> =>
  JSON.stringify([await dump(site), await siteTables(site)]);

describe.each(KINDS)("a channel of the kind %s", (_, body, secrets) => {
  test("shows all but its secrets, which are nowhere in clear", async () => {
    const site = await createSite();
    const made = await site.server.put("/channels/c", body);
    expect(made).toMatchObject({ status: 201 });
    expect(made.body).toEqual({ id: "c", version: 1, ...without(body, secrets) });
    const answers = [made, await site.server.get("/channels/c"), await site.server.get("/channels")];
    expect(answers[1]?.body).toEqual(made.body);
    for (const text of [await everythingOf(site), ...answers.map((answer) => answer.text)]) {
      expect(text).not.toContain(CANARY);
      expect(text).not.toContain(SECRET.slice("whsec_".length));
    }
  });

  test("keeps its version and its secrets when it is saved again, with them or without", async () => {
    const { server } = await createSite();
    await server.put("/channels/c", body);
    for (const again of [body, without(body, secrets)]) {
      expect(await server.put("/channels/c", again)).toMatchObject({ status: 200, body: { version: 1 } });
    }
  });
});

describe("secrets", () => {
  test("that are needed must be given for another kind, server or channel", async () => {
    const { server } = await createSite();
    await server.put("/channels/c", SMTP);
    const open = without(SMTP, ["password"]);
    for (const [path, body, pointer] of [
      ["/channels/c", { ...open, host: "evil.example" }, "/password"],
      ["/channels/d", open, "/password"],
      ["/channels/c", without(RESEND, ["api_key"]), "/api_key"],
    ] as const) {
      const answer = await server.put(path, body);
      expectProblem(answer);
      expect(answer.body).toMatchObject({ code: "configuration_invalid", errors: [{ pointer }] });
    }
    expect((await server.get("/channels/c")).body).toMatchObject({ version: 1, host: "mail.example" });
  });

  test("make a new version when one changes, comes or goes", async () => {
    const { server } = await createSite();
    await server.put("/channels/c", RESEND);
    const versionAfter = async (body: object): Promise<unknown> =>
      ((await server.put("/channels/c", body)).body as { version: number }).version;
    expect(await versionAfter({ ...RESEND, api_key: "other" })).toBe(2);
    expect(await versionAfter({ ...RESEND, api_key: undefined, webhook_secret: null })).toBe(3);
    expect(await versionAfter({ ...RESEND, api_key: undefined, webhook_secret: undefined })).toBe(3);
    expect(await versionAfter({ ...RESEND, api_key: "other" })).toBe(4);
  });

  test("sealed under a root secret that is no more come back by saving the channel", async () => {
    const site = await createSite();
    await site.server.put("/channels/c", RESEND);
    await runInDurableObject(env.SITE.getByName(site.id), (_, { storage: { sql } }) => {
      const sealed = sealChannelSecrets(new Uint8Array(32), "c", { api_key: "x" });
      const body = JSON.stringify({ settings: { kind: "resend", from: FROM }, sealed });
      sql.exec("INSERT INTO config VALUES ('channel', 'old', 1, ?, ?, 1)", NOON, body);
    });
    await site.server.put("/channels/d", RESEND);
    expect((await site.server.put("/channels/old", without(RESEND, ["api_key"]))).status).toBe(422);
    const trial = await site.server.post("/channels/old/test", { to: "ada@customer.example" });
    expect(trial.body).toEqual({ outcome: "failed", reason: "secret_unreadable" });
    expect((await site.server.put("/channels/old", RESEND)).body).toMatchObject({ version: 2 });
  });
});

test("a webhook that was saved before there were other kinds is read, used and kept", async () => {
  const site = await createSite();
  await runInDurableObject(env.SITE.getByName(site.id), (_, { storage: { sql } }) => {
    const { seal: key } = siteSecrets(env.HALLEY_SECRET, site.id);
    const sealedSecret = seal(key, { table: "config", column: "body", row: "channel crm" }, SECRET);
    const body = JSON.stringify({ kind: "webhook", url: RECEIVER_URL, sealedSecret });
    sql.exec("INSERT INTO config VALUES ('channel', 'crm', 1, ?, ?, 1)", NOON, body);
  });
  await site.server.put("/channels/other", WEBHOOK);
  const crm = { id: "crm", version: 1, kind: "webhook", url: RECEIVER_URL };
  expect((await site.server.get("/channels/crm")).body).toEqual(crm);
  expect((await site.server.put("/channels/crm", WEBHOOK)).body).toEqual(crm);
  await site.putAudience("viewers", { ...VIEWERS, notify: ["crm"] });
  await site.browser().send([pageView()]);
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1));
});

describe("keys of web push", () => {
  const WEBPUSH = { kind: "webpush", subject: "mailto:hello@shop.example" };
  type Shown = { version: number; vapid_public_key: string };

  test("are made by the server, shown by half, and stay", async () => {
    const site = await createSite();
    const made = (await site.server.put("/channels/push", WEBPUSH)).body as Shown;
    expect(made).toEqual({
      id: "push",
      version: 1,
      ...WEBPUSH,
      vapid_public_key: expect.stringMatching(/^B[\w-]{86}$/) as string,
    });
    const { id: _id, version: _version, ...shown } = made as unknown as Record<string, unknown>;
    for (const body of [WEBPUSH, shown]) {
      expect((await site.server.put("/channels/push", body)).body).toEqual(made);
    }
    const changed = { ...WEBPUSH, subject: "mailto:other@shop.example" };
    const second = (await site.server.put("/channels/push", changed)).body as Shown;
    expect([second.version, second.vapid_public_key]).toEqual([2, made.vapid_public_key]);
  });

  test("may be brought along, and must be a pair", async () => {
    const { server } = await createSite();
    const own = { ...WEBPUSH, vapid_private_key: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE" };
    const made = await server.put("/channels/push", own);
    const generator = Buffer.from(
      "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
      "hex",
    ).toString("base64url");
    expect(made.body).toMatchObject({ vapid_public_key: generator });
    const foreign = { ...own, vapid_public_key: `B${"A".repeat(86)}` };
    expect((await server.put("/channels/push", foreign)).body).toMatchObject({
      errors: [{ pointer: "/vapid_public_key", reason: "of_another_pair" }],
    });
    const none = { ...WEBPUSH, vapid_private_key: "A".repeat(43) };
    expect((await server.put("/channels/other", none)).body).toMatchObject({
      errors: [{ pointer: "/vapid_private_key", reason: "no_key" }],
    });
  });
});

const NO_SNIPPET = {
  wrap: () => "",
  wrapKeptChoice: () => "",
  wrapBanner: () => "",
  wrapServiceWorker: () => "",
  chunks: {},
  banner: { hash: "", notice: "", names: {} },
};

describe("a target that is for trying things out", () => {
  test.each<[string, object, string]>([
    ["a mail server of the machine", { ...SMTP, host: "127.0.0.1" }, "/host"],
    [
      "a mail server without encryption",
      { ...SMTP, host: "mail.example.com", security: "none" },
      "/security",
    ],
    ["a provider on the machine", { ...RESEND, base_url: "http://127.0.0.1:4000" }, "/base_url"],
    ["an inbox", { kind: "inbox", medium: "sms" }, "/kind"],
  ])("%s is taken under the manual clock and in development only", async (_, body, pointer) => {
    const site = await createSite();
    const put = (variables: object) =>
      createApp(NO_SNIPPET, new Set(), {} as ApiReference).request(
        `/v1/sites/${site.id}/channels/c`,
        {
          method: "PUT",
          headers: { authorization: `Bearer ${env.ADMIN_KEY}` },
          body: JSON.stringify(body),
        },
        { ...env, CLOCK: undefined, ...variables },
      );
    const refused = await put({});
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ code: "configuration_invalid", errors: [{ pointer }] });
    expect((await put({ DEVELOPMENT: "on" })).status).toBe(201);
    expect((await put({ CLOCK: "manual" })).status).toBe(200);
  });

  test("is no provider elsewhere", async () => {
    const { server } = await createSite();
    expect(
      (await server.put("/channels/c", { ...RESEND, base_url: "https://evil.example" })).body,
    ).toMatchObject({
      errors: [{ pointer: "/base_url", reason: "not_loopback" }],
    });
  });
});

describe("a channel that an audience tells of its entries", () => {
  test("can only be a webhook, and stays one", async () => {
    const site = await createSite();
    await site.server.put("/channels/crm", WEBHOOK);
    await site.server.put("/channels/mail", RESEND);
    expect(
      await site.server.put("/audiences/viewers", { ...VIEWERS, notify: ["crm", "mail"] }),
    ).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/notify/1" }] },
    });
    await site.putAudience("viewers", { ...VIEWERS, notify: ["crm"] });
    expect(await site.server.put("/channels/crm", RESEND)).toMatchObject({
      status: 409,
      body: { code: "channel_in_use" },
    });
    expect((await site.server.get("/channels/crm")).body).toMatchObject({ kind: "webhook", version: 1 });
    await site.putAudience("viewers", VIEWERS);
    expect((await site.server.put("/channels/crm", RESEND)).status).toBe(200);
  });
});

describe("a test message", () => {
  interface Sent {
    readonly url: string;
    readonly authorization: string | null;
    readonly body: unknown;
  }

  const answerWith = (status: number, body = "{}"): Sent[] => {
    const requests: Sent[] = [];
    vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
      requests.push({ url, authorization: new Headers(init.headers).get("authorization"), body: init.body });
      return new Response(body, { status });
    });
    return requests;
  };

  test.each([
    [200, { outcome: "delivered", reason: null }],
    [422, { outcome: "refused", reason: "http_422" }],
    [503, { outcome: "failed", reason: "http_503" }],
  ])("goes out at once, and a provider's %d is told without its words", async (status, trial) => {
    const { server } = await createSite();
    await server.put("/channels/mail", RESEND);
    const requests = answerWith(status, `{"message":"${CANARY}"}`);
    const answer = await server.post("/channels/mail/test", { to: "ada@customer.example" });
    expect(answer).toMatchObject({ status: 200, body: trial });
    expect(answer.text).not.toContain(CANARY);
    expect(requests.map(({ url }) => url)).toEqual(["https://api.resend.com/emails"]);
    const [request = expect.fail("nothing was sent")] = requests;
    expect(request.authorization).toBe(`Bearer ${CANARY}-key`);
    expect(JSON.parse(String(request.body))).toMatchObject({
      to: ["ada@customer.example"],
      subject: "Test of mail",
    });
  });

  test("of a webhook goes to its server, signed", async () => {
    const site = await createSite();
    await site.server.put("/channels/crm", WEBHOOK);
    expect((await site.server.post("/channels/crm/test", {})).body).toEqual({
      outcome: "delivered",
      reason: null,
    });
    expect(receiver.received).toMatchObject([
      { message: { type: "channel.test", data: { site: site.id, channel: "crm" } } },
    ]);
  });

  test.each([
    ["mail", {}],
    ["mail", { to: "+493012345678" }],
    ["sms", { to: "ada@customer.example" }],
    ["crm", { to: "ada@customer.example" }],
    ["mail", { to: `${CANARY} <ada@customer.example>` }],
    ["mail", { to: `${CANARY}@customer.example\r\nBcc: eve@evil.example` }],
  ])("through %s cannot go to %j", async (channel, body) => {
    const { server } = await createSite();
    await server.put("/channels/mail", RESEND);
    await server.put("/channels/sms", { kind: "inbox", medium: "sms" });
    await server.put("/channels/crm", WEBHOOK);
    const requests = answerWith(200);
    const answer = await server.post(`/channels/${channel}/test`, body);
    expectProblem(answer);
    expect(answer).toMatchObject({
      status: 400,
      body: { code: "body_invalid", errors: [{ pointer: "/to" }] },
    });
    expect(requests).toEqual([]);
  });

  test("leaves nothing behind, and needs a channel", async () => {
    const site = await createSite();
    await site.server.put("/channels/mail", RESEND);
    answerWith(503);
    const before = await dump(site);
    await site.server.post("/channels/mail/test", { to: "ada@customer.example" });
    expect(await dump(site)).toEqual(before);
    expect(await site.server.post("/channels/none/test", {})).toMatchObject({ status: 404 });
  });
});
