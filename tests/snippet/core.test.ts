import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Purpose } from "../../schemas/consent.ts";
import { COLLECT_EVENTS_MAX, DAY_MS, OFFLINE_EVENTS_MAX } from "../../schemas/limits.ts";
import { type Answer, type FakePage, openPage, OPT_IN, OPT_OUT, typesOf } from "./fake-page.ts";

const NOW = Date.UTC(2026, 5, 1);
const ALL = { analytics_storage: "granted", ad_storage: "granted" };

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});
afterEach(() => vi.useRealTimers());

const openStarted = async (options: Parameters<typeof openPage>[0] = {}): Promise<FakePage> => {
  const page = openPage(options);
  await page.becomeIdle();
  return page;
};

describe("evaluation", () => {
  test("touches neither storage nor network", async () => {
    const page = openPage();
    page.halley("track", "login");
    page.halley("consent", ALL);
    expect(page.touched).toEqual([]);
    await page.becomeIdle();
    expect(page.touched).toContain("fetch");
  });

  test.for([
    ["https://shop.example/h/demo.js?v=1", "https://shop.example/h/demo/e"],
    ["https://shop.example/h/demo.js", "https://shop.example/h/demo/e"],
    ["https://cdn.jshop.example/x/demo.js", "https://cdn.jshop.example/x/demo/e"],
    ["https://shop.js.example/x/demo.js?from=a/b.js", "https://shop.js.example/x/demo/e"],
  ] as const)("of %s makes events go to %s", async ([scriptSrc, url]) => {
    const page = await openStarted({ scriptSrc });
    expect(page.sent[0]!.url).toBe(url);
  });

  test("replaces whatever stands under its name", async () => {
    const page = await openStarted({ halley: { nodeName: "DIV" } });
    page.halley("track", "login");
    page.halley("flush");
    await vi.advanceTimersByTimeAsync(0);
    expect(typesOf(page)).toEqual([["page_view"], ["login"]]);
  });
});

describe("gathering", () => {
  test("sends after two seconds", async () => {
    const page = await openStarted();
    page.halley("track", "a");
    await vi.advanceTimersByTimeAsync(1_999);
    page.halley("track", "b");
    expect(page.sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(typesOf(page)).toEqual([["page_view"], ["a", "b"]]);
  });

  test("the shortest events there are do not make more of a batch than the collector takes", async () => {
    const page = await openStarted({ href: "http://a/", title: "" });
    for (let index = 0; index < 3 * COLLECT_EVENTS_MAX; index += 1) page.halley("track", "a");
    page.halley("flush");
    await vi.advanceTimersByTimeAsync(0);
    const counts = typesOf(page).map(({ length }) => length);
    expect(counts.reduce((sum, count) => sum + count)).toBe(1 + 3 * COLLECT_EVENTS_MAX);
    for (const count of counts) expect(count).toBeLessThanOrEqual(COLLECT_EVENTS_MAX);
  });

  test.for(["identify", "purchase"])("%s goes at once", async (type) => {
    const page = await openStarted();
    page.halley("track", type, { email: "a@example.com" });
    await vi.advanceTimersByTimeAsync(0);
    expect(typesOf(page)).toEqual([["page_view"], [type]]);
  });

  test("an event keeps what it said when it was tracked", async () => {
    const page = await openStarted();
    const cart = { value: 1, id: "mine", type: "mine", at: 1, n: 9, page: { url: "mine" } };
    page.halley("track", "add_to_cart", cart);
    cart.value = 2;
    page.halley("flush");
    await vi.advanceTimersByTimeAsync(0);
    expect(page.sent[1]!.body.events).toEqual([
      {
        value: 1,
        id: expect.not.stringMatching("mine"),
        type: "add_to_cart",
        at: NOW,
        n: 1,
        page: { url: "https://shop.example/", referrer: "", title: "Shop" },
      },
    ]);
  });

  test("ids differ", async () => {
    const page = await openStarted();
    for (let index = 0; index < 19; index += 1) page.halley("track", "a");
    page.halley("flush");
    await vi.advanceTimersByTimeAsync(0);
    expect(new Set(page.sent[1]!.body.events.map(({ id }) => id)).size).toBe(19);
  });
});

/** Milliseconds between that many tries. */
const waits = async (page: FakePage, rounds: number): Promise<number[]> => {
  while (page.sent.length <= rounds) await vi.advanceTimersToNextTimerAsync();
  return page.sent.slice(1).map(({ at }, index) => at - page.sent[index]!.at);
};

describe("after a failure", () => {
  test("what waits for the server's knowledge sees when a beacon leaves, and when one was answered", async () => {
    const page = openPage();
    expect(page.settings.told).toBeUndefined();
    const { promise, resolve: reply } = Promise.withResolvers<Answer>();
    page.answerWith(promise);
    await page.becomeIdle();
    expect(page.settings.told).toBe(0);
    reply({ status: 503 });
    await vi.advanceTimersByTimeAsync(0);
    expect(page.settings.told).toBe(0);
    page.answerWith({ status: 200 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(page.sent).toHaveLength(2);
    expect(page.settings.told).toBe(1);
  });

  test.for([408, 429, 500, 503])("%i is tried again with the same event", async (status) => {
    const page = openPage();
    page.answerWith({ status });
    await page.becomeIdle();
    await waits(page, 1);
    expect(page.sent[1]!.body.events).toEqual(page.sent[0]!.body.events);
  });

  test.for([400, 401, 403, 404, 413, 422])("%i is not", async (status) => {
    const page = openPage();
    page.answerWith({ status });
    await page.becomeIdle();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(page.sent).toHaveLength(1);
  });

  test("waits double, with full jitter, up to a quarter of an hour", async () => {
    const page = openPage({ random: 1 });
    page.answerWith(new TypeError("network"));
    await page.becomeIdle();
    expect(await waits(page, 12)).toEqual([
      ...[1, 2, 4, 8, 16, 32, 64, 128, 256, 512].map((seconds) => seconds * 1_000),
      900_000,
      900_000,
    ]);
    const lucky = openPage({ random: 0 });
    lucky.answerWith(new TypeError("network"));
    await lucky.becomeIdle();
    for (const ms of await waits(lucky, 2)) expect(ms).toBeLessThanOrEqual(1);
  });

  test.for([
    ["7", 7_000],
    ["99999999", 900_000],
    ["Wed, 21 Oct 2026 07:28:00 GMT", 500],
  ] as const)("Retry-After %s waits %i ms", async ([retryAfter, ms]) => {
    const page = openPage();
    page.answerWith({ status: 429, retryAfter });
    await page.becomeIdle();
    expect(await waits(page, 1)).toEqual([ms]);
  });

  test("neither new events nor a hidden page shorten the wait; coming online does", async () => {
    const page = openPage();
    page.answerWith({ status: 429, retryAfter: "60" });
    await page.becomeIdle();
    page.halley("track", "purchase");
    page.halley("flush");
    page.emit("pagehide");
    await vi.advanceTimersByTimeAsync(59_000);
    expect(page.sent).toHaveLength(1);
    page.answerWith({ status: 200 });
    page.emit("online");
    await vi.advanceTimersByTimeAsync(0);
    expect(typesOf(page)).toEqual([["page_view"], ["page_view", "purchase"]]);
  });

  test("success ends it", async () => {
    const page = openPage({ random: 1 });
    page.answerWith({ status: 500 });
    await page.becomeIdle();
    await waits(page, 3);
    page.answerWith({ status: 200 });
    await vi.advanceTimersByTimeAsync(900_000);
    page.answerWith({ status: 500 });
    page.halley("track", "purchase");
    await vi.advanceTimersByTimeAsync(0);
    const failedAt = page.sent.at(-1)!.at;
    await vi.advanceTimersToNextTimerAsync();
    while (page.sent.at(-1)!.at === failedAt) await vi.advanceTimersToNextTimerAsync();
    expect(page.sent.at(-1)!.at - failedAt).toBe(1_000);
  });
});

/** What is left of so many events when sending becomes possible. */
const heldAfter = async (options: Parameters<typeof openPage>[0], count: number): Promise<string[]> => {
  const page = openPage(options);
  page.answerWith(new TypeError("network"));
  await page.becomeIdle();
  for (let index = 1; index < count; index += 1) page.halley("track", `e${index}`);
  page.answerWith({ status: 200 });
  page.halley("consent", ALL);
  page.emit("online");
  await vi.advanceTimersByTimeAsync(0);
  const types = typesOf(page).flat();
  return page.sent.length > 0 && options?.settings === OPT_OUT ? types.slice(1) : types;
};

describe("limits", () => {
  test.for([OFFLINE_EVENTS_MAX - 1, OFFLINE_EVENTS_MAX, OFFLINE_EVENTS_MAX + 1])(
    "undecided, %i events",
    async (count) => {
      const types = await heldAfter({ settings: OPT_IN }, count);
      expect(types).toHaveLength(Math.min(count, OFFLINE_EVENTS_MAX));
      expect(types.at(-1)).toBe(`e${count - 1}`);
    },
  );

  test.for([OFFLINE_EVENTS_MAX - 1, OFFLINE_EVENTS_MAX, OFFLINE_EVENTS_MAX + 1])(
    "cut off, %i events",
    async (count) => {
      const types = await heldAfter({ settings: OPT_OUT }, count);
      expect(types).toHaveLength(Math.min(count, OFFLINE_EVENTS_MAX));
      expect(types.at(-1)).toBe(`e${count - 1}`);
    },
  );
});

describe("consent", () => {
  test("a choice lasts until it is to be asked for again", async () => {
    const views: boolean[] = [];
    for (const age of [180 * DAY_MS - 1, 180 * DAY_MS, 180 * DAY_MS + 1]) {
      const items = { "h.demo": JSON.stringify({ c: ALL, t: NOW - age }) };
      const page = await openStarted({ settings: OPT_IN, items });
      page.halley("state", ({ ask }: { ask: boolean }) => views.push(ask));
    }
    expect(views).toEqual([false, true, true]);
  });

  test.for(["", "{", "null", "[]", '{"c":null,"t":1}', '{"c":{"ad_storage":"maybe"},"t":"x"}'])(
    "what is remembered as %s is no choice",
    async (text) => {
      const page = await openStarted({ items: { "h.demo": text } });
      expect(page.sent[0]!.body.consent).toEqual({});
      expect(page.sent[0]!.body.consent_at).toBe(0);
    },
  );

  test("knows every purpose of the schema", async () => {
    const page = await openStarted({ settings: { ...OPT_OUT, granted: [...Purpose.options] } });
    let granted: unknown;
    page.halley("state", (view: { granted: unknown }) => (granted = view.granted));
    expect(granted).toEqual(Purpose.options);
  });

  test("two choices of one millisecond both count", async () => {
    const page = await openStarted({ settings: OPT_IN });
    page.halley("consent", { analytics_storage: "granted" });
    page.halley("consent", { analytics_storage: "denied" });
    await vi.advanceTimersByTimeAsync(0);
    expect(JSON.parse(page.items["h.demo"]!)).toMatchObject({ c: { analytics_storage: "denied" } });
    expect(page.sent.at(-1)!.body).toMatchObject({ consent: { analytics_storage: "denied" }, events: [] });
  });

  test("what is in flight at a withdrawal does not come back when it fails", async () => {
    const page = openPage();
    const answer = Promise.withResolvers<{ status: number }>();
    page.answerWith(answer.promise);
    await page.becomeIdle();
    page.answerWith({ status: 200 });
    page.halley("consent", { analytics_storage: "denied", ad_storage: "denied" });
    answer.resolve({ status: 500 });
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(typesOf(page)).toEqual([["page_view"], []]);
  });
});

describe("before it starts", () => {
  const items = {
    "h.demo": JSON.stringify({ c: { analytics_storage: "denied", ad_storage: "denied" }, t: NOW }),
  };

  test("nothing that happens in the page makes it store or send against a remembered denial", async () => {
    const page = openPage({ items, hasForm: true });
    for (const type of ["load", "focusin", "online", "storage"]) page.emit(type, { key: "h.demo" });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(page.touched).toEqual([]);
    await page.becomeIdle();
    page.emit("focusin");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(new Set(page.touched)).toEqual(new Set(["localStorage"]));
  });
});

describe("what another tab chose", () => {
  const other = { c: { analytics_storage: "denied", ad_storage: "denied" }, t: NOW + 1, u: true };

  test("holds here, is told there, and is news once", async () => {
    const page = await openStarted();
    const told: unknown[] = [];
    page.halley("state", (view: unknown) => told.push(view));
    page.halley("track", "login");
    for (const u of [true, undefined]) {
      page.items["h.demo"] = JSON.stringify({ ...other, u });
      page.emit("storage", { key: "h.demo" });
    }
    page.halley("flush");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(told).toHaveLength(2);
    expect(typesOf(page)).toEqual([["page_view"]]);
  });
});

test("what another tab writes of an earlier choice undoes none, neither here nor on the next page", async () => {
  const page = await openStarted();
  vi.setSystemTime(NOW + DAY_MS);
  page.halley("consent", { ad_storage: "denied" });
  await vi.advanceTimersByTimeAsync(5_000);
  const kept = page.items["h.demo"];
  // It was answered what was chosen before, and had not heard of this yet.
  page.items["h.demo"] = JSON.stringify({ c: { ad_storage: "granted" }, t: NOW });
  page.emit("storage", { key: "h.demo" });
  let granted: unknown;
  page.halley("state", (view: { granted: unknown }) => (granted = view.granted));
  expect(granted).not.toContain("ad_storage");
  expect(page.items["h.demo"]).toBe(kept);
});

test("a fetch that throws at once is a failure like any other", async () => {
  const page = openPage();
  page.answerWith(new TypeError("blocked"), true);
  await page.becomeIdle();
  page.answerWith({ status: 200 });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(typesOf(page)).toEqual([["page_view"]]);
});

test("a purpose is granted once, by choice or by default", async () => {
  const page = await openStarted();
  page.halley("consent", ALL);
  let granted: unknown;
  page.halley("state", (view: { granted: unknown }) => (granted = view.granted));
  expect(granted).toEqual(OPT_OUT.granted);
});

describe("a browser without", () => {
  test("randomUUID makes ids all the same", async () => {
    const page = await openStarted({ crypto: { getRandomValues: crypto.getRandomValues.bind(crypto) } });
    expect(page.sent[0]!.body.events[0]!.id).toMatch(/^[0-9a-zA-Z-]{16,64}$/);
  });
});
