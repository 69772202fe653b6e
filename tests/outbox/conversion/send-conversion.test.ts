import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sendConversion } from "../../../worker/outbox/conversion/send-conversion.ts";
import { ProviderServer } from "../send/provider-server.ts";
import { ga4, google, meta, NOW, portsOf, tiktok } from "./sample.ts";

let server: ProviderServer;

beforeAll(async () => {
  server = await ProviderServer.start();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.called.length = 0;
  server.answer = { status: 200, body: "{}" };
});

const BODY = { data: [{ event_id: "1001" }] };

const answers = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
  server.answer = { status, body: JSON.stringify(body), headers };
};

const down = (failure: string, retryAfterMs: number | null = null) => ({
  kind: "failed",
  failure,
  retryAfterMs,
  isChannelDown: true,
});
const failed = (failure: string) => ({ kind: "failed", failure, retryAfterMs: null, isChannelDown: false });
const refused = (failure: string) => ({ kind: "refused", failure });
const DELIVERED = { kind: "delivered" };

const sendMeta = () => sendConversion(BODY, meta(server.url), portsOf());
const sendTiktok = () => sendConversion(BODY, tiktok(server.url), portsOf());
const sendGa4 = () => sendConversion(BODY, ga4(server.url), portsOf());

const json = (index: number): unknown => JSON.parse(server.called[index]?.body.toString() ?? "null");

describe("a conversion for Meta", () => {
  test("is posted to the pixel's events with the token in a header", async () => {
    answers(200, { events_received: 1, messages: [], fbtrace_id: "x" });
    expect(await sendMeta()).toEqual(DELIVERED);
    const [called] = server.called;
    expect([called?.method, called?.path]).toEqual(["POST", "/v25.0/1234/events"]);
    expect(called?.headers).toMatchObject({
      authorization: "Bearer EAAB",
      "content-type": "application/json",
      "user-agent": "Halley",
    });
    expect(json(0)).toEqual(BODY);
  });

  test.each([
    [400, { error: { code: 100, error_subcode: 2_804_003, message: "secret text" } }, refused("meta_100")],
    [400, { error: { code: 190 } }, down("meta_190")],
    [403, { error: { code: 200 } }, down("meta_200")],
    [400, { error: { code: 4 } }, down("meta_4")],
    [400, { error: { code: 80_004 } }, down("meta_80004")],
    [400, { error: { code: 2 } }, failed("meta_2")],
    [400, { error: { code: 100, is_transient: true } }, failed("meta_100")],
    [200, { events_received: 0 }, refused("meta_not_received")],
    [400, {}, refused("http_400")],
    [500, { error: { code: 1 } }, down("http_500")],
    [503, "", down("http_503")],
  ])("that is answered with %i %o comes to %o", async (status, body, outcome) => {
    answers(status, body);
    expect(await sendMeta()).toEqual(outcome);
  });

  test("waits as long as it is asked to", async () => {
    answers(429, {}, { "retry-after": "120" });
    expect(await sendMeta()).toEqual(down("http_429", 120_000));
  });
});

describe("a conversion for TikTok", () => {
  test("is posted with the token in a header of its own", async () => {
    answers(200, { code: 0, message: "OK", data: {} });
    expect(await sendTiktok()).toEqual(DELIVERED);
    const [called] = server.called;
    expect(called?.path).toBe("/open_api/v1.3/event/track/");
    expect(called?.headers).toMatchObject({ "access-token": "tt-token" });
    expect(json(0)).toEqual(BODY);
  });

  test.each([
    [200, { code: 40_002, message: "secret text" }, refused("tiktok_40002")],
    [200, { code: 20_001 }, refused("tiktok_20001")],
    [200, { code: 40_100 }, down("tiktok_40100")],
    [200, { code: 40_105 }, down("tiktok_40105")],
    [200, { code: 50_000 }, down("tiktok_50000")],
    [502, {}, down("http_502")],
  ])("that is answered with %i %o comes to %o", async (status, body, outcome) => {
    answers(status, body);
    expect(await sendTiktok()).toEqual(outcome);
  });
});

describe("a conversion for GA4", () => {
  test("is posted with its property and its secret in the address", async () => {
    server.answer = { status: 204 };
    expect(await sendGa4()).toEqual(DELIVERED);
    expect(server.called[0]?.path).toBe("/mp/collect?measurement_id=G-ABCDE12345&api_secret=s%2Fcr%26t");
    expect(json(0)).toEqual(BODY);
  });

  test.each([
    [429, down("http_429")],
    [500, down("http_500")],
    [413, refused("http_413")],
    [302, failed("http_302")],
  ])("that is answered with %i comes to %o", async (status, outcome) => {
    answers(status, {});
    expect(await sendGa4()).toEqual(outcome);
  });
});

describe("a conversion for Google", () => {
  const granted = { status: 200, body: JSON.stringify({ access_token: "ya29", expires_in: 3_600 }) };

  /** Answers the question for a token, and then what the test says. */
  const afterToken = (status: number, body: unknown): void => {
    let isAsked = false;
    server.answer = (response) => {
      const answer = isAsked ? { status, body: JSON.stringify(body) } : granted;
      isAsked = true;
      response.writeHead(answer.status).end(answer.body);
    };
  };

  test("is posted with a token that serves until its end", async () => {
    afterToken(200, { requestId: "r1" });
    const ports = portsOf();
    expect(await sendConversion(BODY, google(server.url), ports)).toEqual(DELIVERED);
    expect(await sendConversion(BODY, google(server.url), ports)).toEqual(DELIVERED);
    expect(server.called.map(({ path }) => path)).toEqual([
      "/token",
      "/v1/events:ingest",
      "/v1/events:ingest",
    ]);
    expect(server.called[1]?.headers).toMatchObject({ authorization: "Bearer ya29" });
    expect(json(1)).toEqual(BODY);
    expect([...ports.tokens.values()]).toEqual([{ token: "ya29", expiresAt: NOW + 3_600_000 }]);
  });

  const violation = {
    error: {
      code: 400,
      status: "INVALID_ARGUMENT",
      details: [
        { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "INVALID_ARGUMENT" },
        {
          "@type": "type.googleapis.com/google.rpc.BadRequest",
          fieldViolations: [{ field: "events[0]", reason: "EVENT_TIME_INVALID", description: "secret text" }],
        },
      ],
    },
  };

  test.each([
    [400, violation, refused("google_event_time_invalid")],
    [400, { error: { details: [{ fieldViolations: [{ reason: "a text" }] }] } }, refused("http_400")],
    [400, { error: { details: "none" } }, refused("http_400")],
    [403, violation, down("http_403")],
    [429, {}, down("http_429")],
    [503, {}, down("http_503")],
  ])("that is answered with %i %o comes to %o", async (status, body, outcome) => {
    afterToken(status, body);
    expect(await sendConversion(BODY, google(server.url), portsOf())).toEqual(outcome);
  });

  test.each([
    [{ status: 400, body: `{"error":"invalid_grant"}` }, "auth_failed"],
    [{ status: 500 }, "http_500"],
  ])("stops the destination where no token is given: %o", async (answer, failure) => {
    server.answer = answer;
    expect(await sendConversion(BODY, google(server.url), portsOf())).toEqual(down(failure));
    expect(server.called).toHaveLength(1);
  });
});

describe("a conversion", () => {
  test("is tried again where nobody answers", async () => {
    const nobody = "http://127.0.0.1:9";
    expect(await sendConversion(BODY, tiktok(nobody), portsOf())).toEqual(down("unreachable"));
  });

  test("goes to no other address than the platform's on an instance that serves others", async () => {
    const ports = portsOf({ isTrial: false });
    expect(await sendConversion(BODY, meta(server.url), ports)).toEqual(down("target_not_public"));
    expect(server.called).toEqual([]);
  });
});
