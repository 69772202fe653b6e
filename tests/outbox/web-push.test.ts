import { afterEach, describe, expect, test, vi } from "vitest";
import { PUSH_TIMEOUT_MS } from "../../schemas/limits-outreach.ts";
import { encryptPush, pushTopic, vapidAuthorization } from "../../worker/crypto/web-push.ts";
import { createVapidKeys } from "../fixtures/vapid-keys.ts";
import { isPublicTarget } from "../../worker/domain/channel/public-target.ts";
import type { PushMessage } from "../../worker/outbox/outgoing.ts";
import { type PushPorts, pushOutcomeOf, sendWebPush } from "../../worker/outbox/send/web-push.ts";
import { PushReceiver } from "../crypto/push-receiver.ts";

const NOON = Date.UTC(2026, 10, 25, 12);
const VAPID = { ...createVapidKeys(), subject: "mailto:push@shop.example" };
const PORTS: PushPorts = {
  now: () => NOON,
  mayCall: isPublicTarget,
  encrypt: (payload, target) => new Uint8Array(encryptPush(payload, target)),
  authorize: vapidAuthorization,
  topic: pushTopic,
};

const receiver = new PushReceiver();
const messageTo = (endpoint: string): PushMessage => ({
  medium: "push",
  id: "msg_1",
  contact: "c00abc",
  subscription: { endpoint, ...receiver.keys },
  title: "Still thinking?",
  body: "Your boots wait.",
  url: "https://shop.example/h/shop/l/token",
});
const MESSAGE = messageTo("https://push.example/send/ada");

const answerWith = (answer: (request: Request) => Promise<Response> | Response) => {
  const requests: { request: Request; redirect: RequestRedirect | undefined }[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const request = new Request(url, init);
    requests.push({ request, redirect: init.redirect });
    return answer(request.clone());
  });
  return requests;
};

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const failed = (failure: string, retryAfterMs: number | null = null) => ({
  kind: "failed",
  failure,
  retryAfterMs,
  isChannelDown: false,
});
const refused = (failure: string) => ({ kind: "refused", failure });

describe("the answer", () => {
  test.each([
    [200, null, { kind: "delivered" }],
    [201, null, { kind: "delivered" }],
    [299, null, { kind: "delivered" }],
    [199, null, failed("http_199")],
    [300, null, failed("http_300")],
    [307, null, failed("http_307")],
    [400, null, failed("http_400")],
    [403, null, failed("http_403")],
    [404, null, refused("subscription_gone")],
    [410, null, refused("subscription_gone")],
    [413, null, refused("payload_too_large")],
    [429, "120", failed("http_429", 120_000)],
    [429, "Wed, 25 Nov 2026 12:10:00 GMT", failed("http_429", 600_000)],
    [429, "soon", failed("http_429")],
    [500, null, failed("http_500")],
    [503, "1", failed("http_503", 1_000)],
  ])("%d with Retry-After %j is %j", (status, retryAfter, outcome) => {
    expect(pushOutcomeOf(status, retryAfter, NOON)).toEqual(outcome);
  });
});

describe("a try", () => {
  test("is one POST as RFC 8030 says, which only the browser can read", async () => {
    const requests = answerWith(() => new Response(null, { status: 201 }));
    expect(await sendWebPush(MESSAGE, VAPID, PORTS)).toEqual({ kind: "delivered" });
    expect(requests).toHaveLength(1);
    const [{ request, redirect } = { request: new Request("about:blank"), redirect: undefined }] = requests;
    expect([request.method, request.url, redirect]).toEqual([
      "POST",
      "https://push.example/send/ada",
      "manual",
    ]);
    expect(Object.fromEntries(request.headers)).toEqual({
      authorization: expect.stringMatching(/^vapid t=[\w-]+\.[\w-]+\.[\w-]+, k=[\w-]{87}$/) as string,
      "content-encoding": "aes128gcm",
      "content-type": "application/octet-stream",
      ttl: "86400",
      topic: pushTopic("msg_1"),
      urgency: "normal",
    });
    const { title, body, url, id } = MESSAGE;
    expect(JSON.parse(receiver.open(new Uint8Array(await request.arrayBuffer())))).toEqual({
      title,
      body,
      url,
      id,
    });
  });

  test("is signed for the origin of the endpoint alone", async () => {
    answerWith(() => new Response(null, { status: 201 }));
    const authorize = vi.fn<PushPorts["authorize"]>(() => Promise.resolve("vapid t=t, k=k"));
    await sendWebPush(messageTo("https://push.example:8443/send/ada"), VAPID, { ...PORTS, authorize });
    expect(authorize).toHaveBeenCalledExactlyOnceWith(VAPID, "https://push.example:8443", NOON);
  });

  test.each([
    "http://push.example/ada",
    "https://127.0.0.1/ada",
    "https://localhost/ada",
    "not an address",
    "",
  ])("to %s is not made", async (endpoint) => {
    const requests = answerWith(() => new Response(null, { status: 201 }));
    expect(await sendWebPush(messageTo(endpoint), VAPID, PORTS)).toEqual(refused("endpoint_not_public"));
    expect(requests).toEqual([]);
  });

  test("with a key that is none is not made", async () => {
    const requests = answerWith(() => new Response(null, { status: 201 }));
    const subscription = { ...MESSAGE.subscription, p256dh: "BAAA" };
    expect(await sendWebPush({ ...MESSAGE, subscription }, VAPID, PORTS)).toEqual(
      refused("subscription_invalid"),
    );
    expect(requests).toEqual([]);
  });

  test("with a title that is too long is not made", async () => {
    const requests = answerWith(() => new Response(null, { status: 201 }));
    const title = "€".repeat(1_400);
    expect(await sendWebPush({ ...MESSAGE, title }, VAPID, PORTS)).toEqual(refused("payload_too_large"));
    expect(requests).toEqual([]);
  });

  test("lets go of a body that never ends without reading it", async () => {
    const pull = vi.fn<() => void>();
    const cancel = vi.fn<() => Promise<void>>(() => Promise.reject(new Error("connection lost")));
    answerWith(
      () => new Response(new ReadableStream({ pull, cancel }, { highWaterMark: 0 }), { status: 201 }),
    );
    expect(await sendWebPush(MESSAGE, VAPID, PORTS)).toEqual({ kind: "delivered" });
    expect([pull.mock.calls.length, cancel.mock.calls.length]).toEqual([0, 1]);
  });

  test("without a connection, or with a key that cannot sign, fails and does not throw", async () => {
    answerWith(() => Promise.reject(new TypeError("fetch failed")));
    expect(await sendWebPush(MESSAGE, VAPID, PORTS)).toEqual(failed("unreachable"));
    const requests = answerWith(() => new Response(null, { status: 201 }));
    expect(await sendWebPush(MESSAGE, { ...VAPID, privateKey: "" }, PORTS)).toEqual(failed("unreachable"));
    expect(requests).toEqual([]);
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
    expect(await sendWebPush(MESSAGE, VAPID, PORTS)).toEqual(failed("unreachable"));
    expect(timeout).toHaveBeenCalledExactlyOnceWith(PUSH_TIMEOUT_MS);
  });
});
