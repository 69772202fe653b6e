import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { answer, MailServer } from "../outbox/send/mail-server.ts";
import { ACCOUNT, FROM, providerChannels } from "../outbox/send/provider-channels.ts";
import { ProviderServer } from "../outbox/send/provider-server.ts";
import { DROP, type Script, ScriptedServer } from "../outbox/send/scripted-server.ts";
import { selfSigned } from "../outbox/send/self-signed.ts";
import { TestInstance } from "./instance-kit.ts";

const CERTIFICATE = selfSigned();
const TO = "ada@customer.example";
const DELIVERED = { outcome: "delivered", reason: null };

let instance: TestInstance;
let sites = 0;
let site = "";
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  instance = await TestInstance.start({ trustedCertificates: [CERTIFICATE.cert] });
});

afterAll(async () => {
  await instance.remove();
});

beforeEach(async () => {
  sites += 1;
  site = `shop-${sites}`;
  const body = {
    name: "Shop",
    origins: ["https://shop.example"],
    timezone: "UTC",
    currency: "EUR",
  };
  expect((await instance.call(`/sites/${site}`, { body })).status).toBe(201);
});

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const mailServer = async (options: Parameters<typeof MailServer.start>[0] = {}): Promise<MailServer> => {
  const server = await MailServer.start(options);
  stops.push(() => server.stop());
  return server;
};

/** What one message through a channel comes to. */
const tryOut = async (channel: object, to: string = TO): Promise<unknown> => {
  const path = `/sites/${site}/channels/c`;
  const put = await instance.call(path, { body: channel });
  if (put.status >= 300) throw new Error(`the channel was not taken: ${put.text}`);
  const trial = await instance.call(`${path}/test`, { method: "POST", body: { to } });
  expect(trial.status).toBe(200);
  expect(put.text + trial.text).not.toContain("c4n4ry");
  return trial.body;
};

const smtp = (port: number, more: object = {}) => ({
  kind: "smtp",
  host: "127.0.0.1",
  port,
  security: "none",
  from: FROM,
  ...more,
});
const LOGIN = { username: MailServer.USERNAME, password: MailServer.PASSWORD };
const TLS = { key: CERTIFICATE.key, cert: CERTIFICATE.cert };

const DROPPING: Script = (line) => {
  if (line === ".") return DROP;
  if (line === "DATA") return "354 go on\r\n";
  return /^(?:EHLO|MAIL|RCPT|QUIT)/.test(line) ? "250 fine\r\n" : null;
};

describe("over sockets of the runtime", () => {
  test.each([
    ["none", { disabledCommands: ["STARTTLS"], allowInsecureAuth: true }, false],
    ["starttls", TLS, true],
    ["tls", { ...TLS, secure: true }, true],
  ])("a mail goes through %s, with name and password", async (security, options, isEncrypted) => {
    const server = await mailServer(options);
    expect(await tryOut(smtp(server.port, { security, ...LOGIN }))).toEqual(DELIVERED);
    expect(server.taken).toMatchObject([
      {
        from: "hello@shop.example",
        to: [TO],
        user: MailServer.USERNAME,
        isEncrypted,
        mail: { subject: "Test of c", from: { name: "Boot shop", address: "hello@shop.example" } },
      },
    ]);
  });

  test.each(["starttls", "tls"])(
    "a certificate that nobody vouches for is not believed: %s",
    async (security) => {
      const { key, cert } = selfSigned();
      const server = await mailServer({ key, cert, secure: security === "tls" });
      expect(await tryOut(smtp(server.port, { security, ...LOGIN }))).toMatchObject({ outcome: "failed" });
      expect(server.taken).toEqual([]);
    },
  );

  test("encryption that is not offered is not given up", async () => {
    const server = await mailServer({ disabledCommands: ["STARTTLS"], allowInsecureAuth: true });
    expect(await tryOut(smtp(server.port, { security: "starttls", ...LOGIN }))).toEqual({
      outcome: "failed",
      reason: "starttls_missing",
    });
    expect(server.taken).toEqual([]);
  });

  test.each([
    [550, { outcome: "refused", reason: "recipient_rejected" }],
    [450, { outcome: "failed", reason: "smtp_450" }],
  ])("a recipient that is answered with %d", async (code, trial) => {
    const server = await mailServer({
      disabledCommands: ["STARTTLS", "AUTH"],
      onRcptTo: (_, __, callback) => callback(answer(code, "c4n4ry")),
    });
    expect(await tryOut(smtp(server.port))).toEqual(trial);
  });

  test("a wrong password is told as such, and shown nowhere", async () => {
    const server = await mailServer({ disabledCommands: ["STARTTLS"], allowInsecureAuth: true });
    expect(await tryOut(smtp(server.port, { ...LOGIN, password: "c4n4ry" }))).toEqual({
      outcome: "failed",
      reason: "auth_rejected",
    });
  });

  test("a connection that is dropped in the message, and one that nobody takes", async () => {
    const server = await ScriptedServer.start("220 mail\r\n", DROPPING);
    expect(await tryOut(smtp(server.port))).toEqual({ outcome: "failed", reason: "connection_lost" });
    const { port } = server;
    await server.stop();
    expect(await tryOut(smtp(port))).toEqual({ outcome: "failed", reason: "unreachable" });
  });
});

describe("over HTTP of the runtime", () => {
  let provider: ProviderServer;

  beforeEach(async () => {
    provider = await ProviderServer.start();
    stops.push(() => provider.stop());
  });

  test.each([
    ["resend", TO, "/emails"],
    ["postmark", TO, "/email"],
    ["sendgrid", TO, "/v3/mail/send"],
    ["mailgun", TO, "/v3/mg.shop.example/messages"],
    ["twilio", "+493012345678", `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`],
  ] as const)(
    "%s is called where it documents it, and its words are not repeated",
    async (kind, to, path) => {
      const channel = { ...providerChannels("k-c4n4ry")[kind], base_url: provider.url };
      expect(await tryOut(channel, to)).toEqual(DELIVERED);
      expect(provider.called.map((called) => [called.method, called.path])).toEqual([["POST", path]]);
      const form = provider.called[0]?.body.toString("utf8") ?? "";
      expect(form).toContain(to.replace("+", kind === "twilio" ? "%2B" : "+"));
      provider.answer = { status: 422, body: '{"message":"c4n4ry"}' };
      expect(await tryOut(channel, to)).toEqual({ outcome: "refused", reason: "http_422" });
      provider.answer = { status: 302, headers: { location: `${provider.url}/elsewhere` } };
      expect(await tryOut(channel, to)).toEqual({ outcome: "failed", reason: "http_302" });
      expect(provider.called.map((called) => called.path)).toEqual([path, path, path]);
    },
  );

  test("an answer that never ends is left", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    provider.answer = (response) => {
      response.on("close", resolve).writeHead(400);
      const pour = (): void => {
        while (!response.destroyed && response.write("a".repeat(1_000)));
      };
      response.on("drain", pour);
      pour();
    };
    const channel = { ...providerChannels("k").resend, base_url: provider.url };
    expect(await tryOut(channel)).toEqual({ outcome: "refused", reason: "http_400" });
    await promise;
  });
});
