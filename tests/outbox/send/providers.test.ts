import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { PROVIDER_ANSWER_MAX_BYTES, PROVIDER_TIMEOUT_MS } from "../../../schemas/limits.ts";
import type { OpenedChannel } from "../../../worker/domain/channel/channel-parts.ts";
import { sendThrough } from "../../../worker/outbox/send/send-through.ts";
import { ACCOUNT, FROM, providerChannels, type ProviderKind } from "./provider-channels.ts";
import { type Called, ProviderServer } from "./provider-server.ts";
import { CONTACT, EMAIL, failed, PORTS, SMS } from "./sample.ts";

let provider: ProviderServer;

beforeEach(async () => {
  provider = await ProviderServer.start();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await provider.stop();
});

const SECRET = "key-1";
const CHANNELS = providerChannels(SECRET);
const KINDS = Object.keys(CHANNELS) as ProviderKind[];

const channelOf = (kind: ProviderKind): OpenedChannel => ({
  id: "c",
  ...CHANNELS[kind],
  base_url: provider.url,
});

const send = (kind: ProviderKind) => sendThrough(kind === "twilio" ? SMS : EMAIL, channelOf(kind), PORTS);

const calledBy = async (kind: ProviderKind): Promise<Called> => {
  expect(await send(kind)).toEqual({ kind: "delivered" });
  expect(provider.called).toHaveLength(1);
  return provider.called[0] ?? expect.fail("nothing was called");
};

const basic = (name: string, password: string): string =>
  `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;

const jsonOf = ({ body, headers }: Called): unknown => {
  expect(headers["content-type"]).toBe("application/json");
  return JSON.parse(body.toString("utf8"));
};

const formOf = ({ body, headers }: Called) =>
  new Response(new Uint8Array(body), {
    headers: { "content-type": headers["content-type"] ?? "" },
  }).formData();

describe("a request to", () => {
  test("Resend has the shape it documents", async () => {
    const called = await calledBy("resend");
    expect([called.method, called.path]).toEqual(["POST", "/emails"]);
    expect(called.headers).toMatchObject({ authorization: `Bearer ${SECRET}`, "idempotency-key": EMAIL.id });
    expect(jsonOf(called)).toEqual({
      from: FROM,
      to: [EMAIL.to],
      subject: EMAIL.subject,
      html: EMAIL.html,
      text: EMAIL.text,
      headers: EMAIL.headers,
      tags: [
        { name: "halley_contact", value: CONTACT },
        { name: "halley_message", value: Buffer.from(EMAIL.id).toString("base64url") },
      ],
    });
  });

  test("Postmark has the shape it documents", async () => {
    const called = await calledBy("postmark");
    expect([called.method, called.path]).toEqual(["POST", "/email"]);
    expect(called.headers).toMatchObject({ "x-postmark-server-token": SECRET, accept: "application/json" });
    expect(jsonOf(called)).toEqual({
      From: FROM,
      To: EMAIL.to,
      Subject: EMAIL.subject,
      HtmlBody: EMAIL.html,
      TextBody: EMAIL.text,
      Headers: Object.entries(EMAIL.headers).map(([Name, Value]) => ({ Name, Value })),
      Metadata: { halley_contact: CONTACT, halley_message: EMAIL.id },
      MessageStream: "broadcast",
    });
  });

  test("SendGrid has the shape it documents", async () => {
    const called = await calledBy("sendgrid");
    expect([called.method, called.path]).toEqual(["POST", "/v3/mail/send"]);
    expect(called.headers).toMatchObject({ authorization: `Bearer ${SECRET}` });
    expect(jsonOf(called)).toEqual({
      personalizations: [{ to: [{ email: EMAIL.to }] }],
      from: { email: "hello@shop.example", name: "Boot shop" },
      subject: EMAIL.subject,
      content: [
        { type: "text/plain", value: EMAIL.text },
        { type: "text/html", value: EMAIL.html },
      ],
      headers: EMAIL.headers,
      custom_args: { halley_contact: CONTACT, halley_message: EMAIL.id },
      tracking_settings: {
        click_tracking: { enable: false, enable_text: false },
        open_tracking: { enable: false },
        subscription_tracking: { enable: false },
      },
    });
  });

  test("Mailgun has the shape it documents", async () => {
    const called = await calledBy("mailgun");
    expect([called.method, called.path]).toEqual(["POST", "/v3/mg.shop.example/messages"]);
    expect(called.headers["authorization"]).toBe(basic("api", SECRET));
    expect(Object.fromEntries(await formOf(called))).toEqual({
      from: FROM,
      to: EMAIL.to,
      subject: EMAIL.subject,
      text: EMAIL.text,
      html: EMAIL.html,
      "v:halley_contact": CONTACT,
      "v:halley_message": EMAIL.id,
      "o:tracking": "no",
      "h:List-Unsubscribe": EMAIL.headers["List-Unsubscribe"],
      "h:List-Unsubscribe-Post": EMAIL.headers["List-Unsubscribe-Post"],
    });
  });

  test("Twilio has the shape it documents", async () => {
    const called = await calledBy("twilio");
    expect([called.method, called.path]).toEqual(["POST", `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`]);
    expect(called.headers["authorization"]).toBe(basic(ACCOUNT, SECRET));
    expect(called.headers["content-type"]).toMatch(/^application\/x-www-form-urlencoded/);
    expect(Object.fromEntries(await formOf(called))).toEqual({
      To: SMS.to,
      Body: SMS.text,
      From: "+15005550006",
      StatusCallback: `https://shop.example/h/shop/f/c?halley_contact=${CONTACT}&halley_message=${SMS.id}`,
    });
  });

  test("Twilio names a messaging service, and no place to report to where the site has none", async () => {
    const channel = { ...channelOf("twilio"), from: undefined, messaging_service_sid: "MG1" };
    await sendThrough(SMS, channel as OpenedChannel, { ...PORTS, feedbackUrl: () => null });
    const [called = expect.fail("nothing was called")] = provider.called;
    expect(Object.fromEntries(await formOf(called))).toEqual({
      To: SMS.to,
      Body: SMS.text,
      MessagingServiceSid: "MG1",
    });
  });
});

const refused = (failure: string) => ({ kind: "refused", failure });

describe.each(KINDS)("what %s answers", (kind) => {
  test.each([
    [200, {}, { kind: "delivered" }],
    [202, {}, { kind: "delivered" }],
    [302, { location: "http://127.0.0.1:1/" }, failed("http_302", false)],
    [400, {}, refused("http_400")],
    [401, {}, failed("http_401", true)],
    [403, {}, failed("http_403", true)],
    [404, {}, refused("http_404")],
    [408, {}, failed("http_408", false)],
    [409, {}, failed("http_409", false)],
    [413, {}, refused("http_413")],
    [422, {}, refused("http_422")],
    [429, { "retry-after": "30" }, failed("http_429", true, 30_000)],
    [500, {}, failed("http_500", true)],
    [503, { "retry-after": "Thu, 26 Nov 2026 12:31:05 GMT" }, failed("http_503", true, 60_000)],
  ])("%d with %j", async (status, headers, outcome) => {
    provider.answer = { status, headers, body: '{"message":"c4n4ry"}' };
    expect(await send(kind)).toEqual(outcome);
  });

  test("late, or not at all, is unreachable", async () => {
    const late = new AbortController();
    vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) =>
      ms === PROVIDER_TIMEOUT_MS ? late.signal : expect.fail(`waits for ${ms}`),
    );
    provider.answer = () => late.abort();
    expect(await send(kind)).toEqual(failed("unreachable", true));
    vi.restoreAllMocks();
    provider.answer = (response) => response.destroy();
    expect(await send(kind)).toEqual(failed("unreachable", true));
  });
});

const twilioSays = (length: number): string => {
  const said = JSON.stringify({ code: 21610, more: "" });
  return said.replace('""', `"${"a".repeat(length - said.length)}"`);
};

describe("an answer that says more than its status", () => {
  test.each<[ProviderKind, number, object, object]>([
    ["resend", 409, { name: "invalid_idempotent_request" }, { kind: "delivered" }],
    ["resend", 409, { name: "concurrent_idempotent_requests" }, failed("http_409", false)],
    ["postmark", 422, { ErrorCode: 406 }, refused("recipient_rejected")],
    ["postmark", 422, { ErrorCode: 300 }, refused("http_422")],
    [
      "mailgun",
      400,
      { message: "to parameter is not a valid address. please check documentation" },
      refused("recipient_rejected"),
    ],
    ["mailgun", 400, { message: "from parameter is missing" }, refused("http_400")],
    ["twilio", 400, { code: 21610 }, refused("recipient_unsubscribed")],
    ["twilio", 400, { code: 21211 }, refused("recipient_rejected")],
    ["twilio", 400, { code: 21614 }, refused("recipient_rejected")],
    ["twilio", 400, { code: 21606 }, refused("http_400")],
  ])("%s, %d and %j", async (kind, status, body, outcome) => {
    provider.answer = { status, body: JSON.stringify(body) };
    expect(await send(kind)).toEqual(outcome);
  });

  test.each([
    [PROVIDER_ANSWER_MAX_BYTES - 1, "recipient_unsubscribed"],
    [PROVIDER_ANSWER_MAX_BYTES, "recipient_unsubscribed"],
    [PROVIDER_ANSWER_MAX_BYTES + 1, "http_400"],
  ])("is read up to a bound: %d bytes", async (length, failure) => {
    provider.answer = { status: 400, body: twilioSays(length) };
    expect(await send("twilio")).toEqual(refused(failure));
  });

  test("is not read on where it has no end", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    provider.answer = (response) => {
      response.on("close", resolve).writeHead(400);
      const pour = (): void => {
        while (!response.destroyed && response.write("a".repeat(1_000)));
      };
      response.on("drain", pour);
      pour();
    };
    expect(await send("twilio")).toEqual(refused("http_400"));
    await promise;
  });
});
