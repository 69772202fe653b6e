import { env, exports } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { OBJECT_CALL_MAX_MS } from "../../schemas/limits-faults.ts";
import { ProfileShard } from "../../worker/profile/profile-shard.ts";
import { onWritable } from "../../worker/storage/on-writable.ts";
import { createSite, type TestSite } from "./kit.ts";
import { exportLog, inShard, shardOf, shardsOf } from "./objects.ts";
import type { Answer } from "./request.ts";
import { addToCart, pageView, VIEWERS } from "./samples.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const expectRefusal = ({ status, headers, body }: Answer, code: string): void => {
  expect([status, headers.get("retry-after"), (body as { code: string }).code]).toEqual([503, "2", code]);
};

/** A visitor that is known. */
const knownVisitor = async () => {
  const site = await createSite();
  const ada = site.browser();
  await ada.send([pageView()]);
  return { site, ada };
};

const idsOf = async (site: TestSite, profile: string): Promise<string[]> =>
  (await site.profile(profile)).events.map(({ id }) => id);

const resetObject = (shard: ProfileShard): void =>
  (shard as unknown as { readonly ctx: DurableObjectState }).ctx.abort("a trial");

type Collect = ProfileShard["collectBeacon"];

/** The next beacon finds its object reset: before anything is done, or when all is done and the answer under way. */
const resetAtNextBeacon = (when: "before" | "after"): void => {
  const collect = Reflect.get<ProfileShard, "collectBeacon">(ProfileShard.prototype, "collectBeacon");
  vi.spyOn(ProfileShard.prototype, "collectBeacon").mockImplementationOnce(async function interrupted(
    this: ProfileShard,
    ...call: Parameters<Collect>
  ): ReturnType<Collect> {
    if (when === "after") await collect.apply(this, call);
    resetObject(this);
    return { kind: "limited", retryAfterS: 1 };
  });
};

describe("an object that is reset in the middle of a request", () => {
  test.each(["before", "after"] as const)(
    "%s the commit refuses it, and the same ids sent again are stored once",
    async (when) => {
      const { site, ada } = await knownVisitor();
      const event = addToCart();
      resetAtNextBeacon(when);
      expectRefusal(await ada.send([event]), "interrupted");
      expect((await ada.send([event])).status).toBe(200);
      const ids = await idsOf(site, ada.visitor);
      expect(ids.filter((id) => id === event.id)).toHaveLength(1);
    },
  );

  test("refuses routes that ask every object, and they answer again at once", async () => {
    const { site } = await knownVisitor();
    vi.spyOn(ProfileShard.prototype, "inbox").mockImplementationOnce(async function reset(
      this: ProfileShard,
    ) {
      resetObject(this);
      return [];
    });
    expectRefusal(await site.server.get("/inbox"), "interrupted");
    expect((await site.server.get("/inbox")).status).toBe(200);
  });
});

test.each([
  { words: "Some words.", fields: { overloaded: true }, code: "overloaded" },
  { words: "Durable Object is overloaded. Too many requests queued.", fields: {}, code: "overloaded" },
  { words: "Some words.", fields: { retryable: true }, code: "interrupted" },
  { words: "Some words.", fields: { durableObjectReset: true }, code: "interrupted" },
  { words: "Network connection lost.", fields: {}, code: "interrupted" },
  { words: "internal error; reference = itufctvub9gtj2v6lnfdts6i", fields: {}, code: "interrupted" },
  { words: "attempt to write a readonly database: SQLITE_READONLY", fields: {}, code: "storage_unavailable" },
])("an object that fails with $words $fields refuses as $code", async ({ words, fields, code }) => {
  const { ada } = await knownVisitor();
  vi.spyOn(ProfileShard.prototype, "collectBeacon").mockImplementationOnce(async () => {
    throw Object.assign(new Error(words), fields);
  });
  expectRefusal(await ada.send([pageView()]), code);
});

const TURN_MS = 5;
const HASTENED_MS = 200;

/** Holds an object up: nothing that is asked of it begins until it is let go. */
const hold = async (stub: DurableObjectStub): Promise<() => Promise<void>> => {
  let isHeld = true;
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const held = inShard(stub, async (_, state) => {
    await state.blockConcurrencyWhile(async () => {
      begin();
      while (isHeld) await scheduler.wait(TURN_MS);
    });
  });
  await begun;
  return () => {
    isHeld = false;
    return held;
  };
};

/** The bound of a call comes sooner; every other timer stays as it is. */
const hasten = (): void => {
  const real = globalThis.setTimeout;
  vi.spyOn(globalThis, "setTimeout").mockImplementation((work: () => void, ms?: number) =>
    real(work, ms === OBJECT_CALL_MAX_MS ? HASTENED_MS : ms),
  );
};

const heldSite = async () => {
  const { site, ada } = await knownVisitor();
  await site.putAudience("viewers", VIEWERS);
  const held = shardOf(site, ada.visitor);
  const other = shardsOf(site).find(({ name }) => name?.includes("/any/") === true && name !== held.name);
  return { site, ada, held, other };
};

const browserOf = async (site: TestSite, stub: DurableObjectStub | undefined) => {
  for (;;) {
    const browser = site.browser();
    await browser.send([pageView()]);
    if (shardOf(site, browser.visitor).name === stub?.name) return browser;
  }
};

describe("an object that is held up", () => {
  test("refuses after a bounded time whoever waits for it, and holds nobody else up", async () => {
    const { site, ada, held, other } = await heldSite();
    const bob = await browserOf(site, other);
    const letGo = await hold(held);
    expect((await bob.send([pageView()])).status).toBe(200);
    hasten();
    const event = addToCart();
    const answers = await Promise.all([
      ada.send([event]),
      site.server.get("/audiences"),
      site.server.get("/audiences/viewers/members"),
      site.server.get(`/profiles/${ada.visitor}`),
    ]);
    for (const answer of answers) expectRefusal(answer, "timed_out");
    vi.restoreAllMocks();
    await letGo();
    expect((await ada.send([event])).status).toBe(200);
    expect((await idsOf(site, ada.visitor)).filter((id) => id === event.id)).toHaveLength(1);
    expect(await site.exported("viewers")).toContain(ada.visitor);
  });
});

/** The first page of an export is told; the shard of the second one does not answer until it is let go. */
const holdSecondPage = (): (() => void) => {
  const read = Reflect.get<ProfileShard, "memberLines">(ProfileShard.prototype, "memberLines");
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  let pages = 0;
  vi.spyOn(ProfileShard.prototype, "memberLines").mockImplementation(async function page(
    this: ProfileShard,
    ...asked: Parameters<typeof read>
  ) {
    pages += 1;
    if (pages === 2) await held;
    return read.apply(this, asked);
  });
  return letGo;
};

test("an export whose shard is held up after its first page breaks off, and comes whole when asked again", async () => {
  const { site, other } = await heldSite();
  await browserOf(site, other);
  const members = await site.exported("viewers");
  const letGo = holdSecondPage();
  hasten();
  const answer = await exports.default.fetch(
    `https://shop.example/v1/sites/${site.id}/audiences/viewers/members`,
    { headers: { authorization: `Bearer ${env.ADMIN_KEY}` } },
  );
  expect(answer.status).toBe(200);
  await expect(answer.text()).rejects.toThrow("did not answer in time");
  const [whole, broken] = await vi.waitFor(async () => {
    const log = (await exportLog(site)) as { rows: number; complete: boolean }[];
    expect(log.map(({ complete }) => complete)).toEqual([true, false]);
    return log;
  });
  expect(broken?.rows).toBeGreaterThan(0);
  expect(broken?.rows).toBeLessThan(whole?.rows ?? 0);
  letGo();
  vi.restoreAllMocks();
  expect(await site.exported("viewers")).toEqual(members);
});

test.each([
  { words: "attempt to write a readonly database: SQLITE_READONLY", starts: 1 },
  { words: "database or disk is full: SQLITE_FULL", starts: 0 },
])("an object whose write fails with $words starts again $starts times", ({ words, starts }) => {
  const abort = vi.fn<(reason?: string) => void>();
  const write = () => {
    throw new Error(words);
  };
  expect(() => onWritable({ abort }, write)).toThrow(words);
  expect(abort).toHaveBeenCalledTimes(starts);
});

test("an object that finds its database read-only starts again, and stores what is sent next", async () => {
  const { site, ada } = await knownVisitor();
  await inShard(shardOf(site, ada.visitor), (_, { storage }) => {
    vi.spyOn(storage, "transactionSync").mockImplementation(() => {
      throw new Error("attempt to write a readonly database: SQLITE_READONLY");
    });
  });
  const event = addToCart();
  expect((await ada.send([event])).status).toBe(503);
  expect((await ada.send([event])).body).toMatchObject({ accepted: 1 });
});
