import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  PLACE_LIFE_MS,
  SERVER_BODIES_MAX_BYTES,
  SERVER_REQUESTS_MAX,
  SLOW_BODY_MS,
  VISITOR_BODIES_MAX_BYTES,
  VISITOR_REQUESTS_MAX,
} from "../../schemas/limits-load.ts";
import { admitted, beginBody, endBody } from "../../worker/http/admission/admission.ts";
import { laneOf, OPERATORS, RIGHTS, SERVERS, VISITORS } from "../../worker/http/admission/lane.ts";

const NOW = Date.UTC(2026, 10, 26);
const ROOT = "https://shop.example";
const BEACON = `${ROOT}/h/shop/e`;
const EVENTS = `${ROOT}/v1/sites/shop/events`;

const opened: (() => void)[] = [];

const post = (url: string): Request => new Request(url, { method: "POST", body: "{}" });

/** A request that is worked on until the test is over, or somebody ends it; a slow body comes when it is let. */
const hold = (url: string, { body, bytes = 0 }: { body?: "slow" | "here"; bytes?: number } = {}) => {
  const arrival = Promise.withResolvers<void>();
  const work = Promise.withResolvers<void>();
  const end = () => {
    arrival.resolve();
    work.resolve();
  };
  opened.push(end);
  const request = body === undefined ? new Request(url) : post(url);
  const answer = admitted(request, async () => {
    beginBody(request, bytes);
    if (body === "slow") await arrival.promise;
    if (body !== undefined) endBody(request);
    await work.promise;
    return new Response("done");
  }).catch((error: Error) => new Response(error.message));
  return { arrive: arrival.resolve, end, answer };
};

const hear = async (answer: Promise<Response>): Promise<string> => {
  const text = await (await answer).text();
  return text.startsWith("{") ? (JSON.parse(text) as { code: string }).code : text;
};

/** What a request that takes no time is answered. */
const ask = async (url: string, bytes = 0): Promise<string> => {
  const { end, answer } = hold(url, { body: "here", bytes });
  end();
  return hear(answer);
};

/** Everything that waits goes on. */
const turn = () => new Promise((resolve) => setTimeout(resolve));

const holdMany = (url: string, count: number, how?: Parameters<typeof hold>[1]) =>
  Array.from({ length: count }, () => hold(url, how));

describe("a lane", () => {
  beforeEach(() => void vi.spyOn(Date, "now").mockReturnValue(NOW));
  afterEach(async () => {
    for (const end of opened.splice(0)) end();
    await turn();
    vi.restoreAllMocks();
  });

  test.each([
    [BEACON, VISITOR_REQUESTS_MAX],
    [EVENTS, SERVER_REQUESTS_MAX],
  ])("of %s takes its %i requests and refuses one more until one of them is done", async (url, max) => {
    const held = holdMany(url, max - 1, { body: "here" });
    expect(await ask(url)).toBe("done");
    hold(url, { body: "here" });
    expect(await ask(url)).toBe("overloaded");
    held[0]?.end();
    await held[0]?.answer;
    expect(await ask(url)).toBe("done");
    expect(await ask(url)).toBe("done");
  });

  test.each([
    [BEACON, VISITOR_BODIES_MAX_BYTES],
    [EVENTS, SERVER_BODIES_MAX_BYTES],
  ])("of %s takes bodies of %i bytes together, and not one byte more", async (url, max) => {
    hold(url, { body: "here", bytes: max - 100 });
    expect(await ask(url, 99)).toBe("done");
    expect(await ask(url, 100)).toBe("done");
    expect(await ask(url, 101)).toBe("overloaded");
    expect(await ask(url, 100)).toBe("done");
  });

  test("that is full refuses before any work is done, and more bytes before they are read", async () => {
    const work = vi.fn<() => Response>(() => new Response("done"));
    hold(BEACON, { body: "slow", bytes: VISITOR_BODIES_MAX_BYTES });
    const large = post(BEACON);
    const reading = admitted(large, () => {
      beginBody(large, 1);
      return work();
    });
    await expect(reading).rejects.toThrow("overloaded");
    holdMany(BEACON, VISITOR_REQUESTS_MAX - 1);
    expect(await hear(admitted(new Request(BEACON), work))).toBe("overloaded");
    expect(work).not.toHaveBeenCalled();
  });

  test("that is full leaves the others their places", async () => {
    holdMany(BEACON, VISITOR_REQUESTS_MAX);
    expect(await ask(BEACON)).toBe("overloaded");
    for (const path of ["/h/shop/p", "/v1/sites/shop/events", "/v1/sites/shop/audiences", "/healthz"]) {
      expect({ path, heard: await ask(ROOT + path) }).toEqual({ path, heard: "done" });
    }
  });

  test("does not count who sends slowly until the body is here, and then only if there is room", async () => {
    const slow = holdMany(BEACON, VISITOR_REQUESTS_MAX, { body: "slow", bytes: 10 });
    vi.mocked(Date.now).mockReturnValue(NOW + SLOW_BODY_MS - 1);
    expect(await ask(BEACON)).toBe("overloaded");
    vi.mocked(Date.now).mockReturnValue(NOW + SLOW_BODY_MS);
    expect(await ask(BEACON)).toBe("done");
    slow[0]?.end();
    expect(await hear(slow[0]?.answer ?? Promise.reject(new Error("none")))).toBe("done");
    holdMany(BEACON, VISITOR_REQUESTS_MAX, { body: "here" });
    slow[1]?.end();
    expect(await hear(slow[1]?.answer ?? Promise.reject(new Error("none")))).toBe("overloaded");
  });

  test("counts who has no body to send for as long as the work takes", async () => {
    holdMany(BEACON, VISITOR_REQUESTS_MAX);
    vi.mocked(Date.now).mockReturnValue(NOW + SLOW_BODY_MS);
    expect(await ask(BEACON)).toBe("overloaded");
  });

  test("counts the bytes once of a request that it forgot before they were read", async () => {
    const request = post(BEACON);
    const begin = Promise.withResolvers<void>();
    const late = admitted(request, async () => {
      await begin.promise;
      beginBody(request, 100);
      endBody(request);
      return new Response("done");
    });
    holdMany(BEACON, VISITOR_REQUESTS_MAX - 1);
    vi.mocked(Date.now).mockReturnValue(NOW + SLOW_BODY_MS);
    expect(await ask(BEACON)).toBe("done");
    begin.resolve();
    expect(await hear(late)).toBe("done");
    expect(await ask(BEACON, VISITOR_BODIES_MAX_BYTES)).toBe("done");
  });

  test("gives work its time from when the body is here", async () => {
    const held = holdMany(BEACON, VISITOR_REQUESTS_MAX, { body: "slow" });
    const arrivedAt = NOW + SLOW_BODY_MS - 1;
    vi.mocked(Date.now).mockReturnValue(arrivedAt);
    for (const { arrive } of held) arrive();
    await turn();
    vi.mocked(Date.now).mockReturnValue(arrivedAt + PLACE_LIFE_MS - 1);
    expect(await ask(BEACON)).toBe("overloaded");
    vi.mocked(Date.now).mockReturnValue(arrivedAt + PLACE_LIFE_MS);
    expect(await ask(BEACON)).toBe("done");
  });

  test("forgets requests of which the runtime never said that they ended", async () => {
    holdMany(BEACON, VISITOR_REQUESTS_MAX, { body: "here", bytes: 20 });
    vi.mocked(Date.now).mockReturnValue(NOW + PLACE_LIFE_MS - 1);
    expect(await ask(BEACON)).toBe("overloaded");
    vi.mocked(Date.now).mockReturnValue(NOW + PLACE_LIFE_MS);
    expect(await ask(BEACON)).toBe("done");
    expect(await ask(BEACON, VISITOR_BODIES_MAX_BYTES)).toBe("done");
  });

  test("counts nothing twice when a request that it forgot ends after all", async () => {
    const held = holdMany(BEACON, VISITOR_REQUESTS_MAX, { body: "here", bytes: 20 });
    vi.mocked(Date.now).mockReturnValue(NOW + PLACE_LIFE_MS);
    expect(await ask(BEACON)).toBe("done");
    for (const { end } of held) end();
    await Promise.all(held.map(({ answer }) => answer));
    expect(await ask(BEACON, VISITOR_BODIES_MAX_BYTES + 1)).toBe("overloaded");
    holdMany(BEACON, VISITOR_REQUESTS_MAX);
    expect(await ask(BEACON)).toBe("overloaded");
  });
});

test.each([
  ["/h/shop.js", VISITORS],
  ["/h/shop/e", VISITORS],
  ["/h/shop/d?x=1", VISITORS],
  ["/h/shop/l/token", VISITORS],
  ["/h/shop/p", RIGHTS],
  ["/h/shop/p?x=1", RIGHTS],
  ["/h/shop/u/token", RIGHTS],
  ["/h/shop/v/token", RIGHTS],
  ["/h/shop/dsr", RIGHTS],
  ["/v1/sites/shop/events?import=1", SERVERS],
  ["/v1/sites/shop/confirm", SERVERS],
  ["/v1/sites/shop/privacy/erase", OPERATORS],
  ["/v1/sites/shop/audiences/events/members", OPERATORS],
  ["/healthz", null],
  ["/readyz?x", null],
  ["", OPERATORS],
])("%s has its lane", (path, lane) => {
  expect(laneOf(ROOT + path)).toBe(lane);
});
