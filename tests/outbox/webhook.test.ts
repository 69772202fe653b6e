import { afterEach, describe, expect, test, vi } from "vitest";
import { WEBHOOK_TIMEOUT_MS } from "../../schemas/limits.ts";
import { outcomeOf, sendWebhook } from "../../worker/outbox/webhook.ts";

const SENT_AT = Date.UTC(2026, 10, 25, 12) / 1_000;
const WEBHOOK = {
  url: "https://crm.example/hooks",
  id: "msg_1",
  body: '{"type":"audience.entered"}',
  sentAt: SENT_AT,
  signature: "v1,c2lnbmF0dXJl",
};

const answerWith = (answer: (request: Request) => Promise<Response> | Response) => {
  const requests: { request: Request; redirect: RequestRedirect | undefined }[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const request = new Request(url, init);
    requests.push({ request, redirect: init.redirect });
    return answer(request);
  });
  return requests;
};

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const failed = (failure: string, isChannelDown: boolean, retryAfterMs: number | null = null) => ({
  kind: "failed",
  failure,
  retryAfterMs,
  isChannelDown,
});

describe("the answer", () => {
  test.each([
    [200, null, { kind: "delivered" }],
    [204, null, { kind: "delivered" }],
    [299, null, { kind: "delivered" }],
    [199, null, failed("http_199", false)],
    [300, null, failed("http_300", false)],
    [301, null, failed("http_301", false)],
    [400, null, failed("http_400", false)],
    [401, null, failed("http_401", false)],
    [404, null, failed("http_404", false)],
    [410, null, { kind: "refused", failure: "http_410" }],
    [429, null, failed("http_429", true)],
    [500, null, failed("http_500", false)],
    [502, null, failed("http_502", true)],
    [503, null, failed("http_503", true)],
    [504, null, failed("http_504", true)],
    [429, "120", failed("http_429", true, 120_000)],
    [500, "1", failed("http_500", false, 1_000)],
    [503, "Wed, 25 Nov 2026 12:10:00 GMT", failed("http_503", true, 600_000)],
    [503, "Wed, 25 Nov 2026 11:50:00 GMT", failed("http_503", true, 0)],
    [503, "soon", failed("http_503", true)],
    [503, "", failed("http_503", true)],
    [503, "9".repeat(400), failed("http_503", true)],
  ])("%d with Retry-After %j is %j", (status, retryAfter, outcome) => {
    expect(outcomeOf(status, retryAfter, SENT_AT)).toEqual(outcome);
  });
});

const breakOff = () => Promise.reject(new Error("connection lost"));

describe("a try", () => {
  test("is one POST with the headers of Standard Webhooks that follows no redirect", async () => {
    const requests = answerWith(() => new Response(null, { status: 204 }));
    expect(await sendWebhook(WEBHOOK)).toEqual({ kind: "delivered" });
    expect(requests).toHaveLength(1);
    const [{ request, redirect } = { request: new Request("about:blank"), redirect: undefined }] = requests;
    expect([request.method, request.url, redirect]).toEqual(["POST", WEBHOOK.url, "manual"]);
    expect(await request.text()).toBe(WEBHOOK.body);
    expect(Object.fromEntries(request.headers)).toEqual({
      "content-type": "application/json",
      "user-agent": "Halley",
      "webhook-id": "msg_1",
      "webhook-timestamp": String(SENT_AT),
      "webhook-signature": "v1,c2lnbmF0dXJl",
    });
  });

  test("lets go of a body that never ends without reading it", async () => {
    const pull = vi.fn<() => void>();
    const cancel = vi.fn<() => void>();
    answerWith(() => new Response(new ReadableStream({ pull, cancel }, { highWaterMark: 0 })));
    expect(await sendWebhook(WEBHOOK)).toEqual({ kind: "delivered" });
    expect([pull.mock.calls.length, cancel.mock.calls.length]).toEqual([0, 1]);
  });

  test("counts although its body breaks off", async () => {
    answerWith(() => new Response(new ReadableStream({ cancel: breakOff })));
    expect(await sendWebhook(WEBHOOK)).toEqual({ kind: "delivered" });
  });

  const UNREACHABLE = { kind: "failed", failure: "unreachable", retryAfterMs: null, isChannelDown: true };

  test("without a connection fails and does not throw", async () => {
    answerWith(() => Promise.reject(new TypeError("fetch failed")));
    expect(await sendWebhook(WEBHOOK)).toEqual(UNREACHABLE);
  });

  test("that nobody answers ends with its time", async () => {
    const outOfTime = new AbortController();
    const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(outOfTime.signal);
    answerWith(
      ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(new DOMException("late", "TimeoutError")));
          outOfTime.abort();
        }),
    );
    expect(await sendWebhook(WEBHOOK)).toEqual(UNREACHABLE);
    expect(timeout).toHaveBeenCalledExactlyOnceWith(WEBHOOK_TIMEOUT_MS);
  });
});
