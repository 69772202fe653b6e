import { describe, expect, test } from "vitest";
import {
  PUSH_REFUSED_RETRY_MS,
  PUSH_SIZE_RETRY_MS,
  PUSH_STATUS_WAIT_MS,
  TIKTOK_ROWS_MAX,
} from "../../schemas/limits-destination.ts";
import { advance, DAY, HOUR, MINUTE, SECOND } from "./clock.ts";
import {
  createList,
  gather,
  hash,
  manifest,
  putList,
  read,
  READERS,
  reportOf,
  usePlatforms,
  withdraw,
} from "./destination-kit.ts";
import { createSite } from "./kit.ts";
import { evictShards } from "./objects.ts";
import { ConnectionLost, CRM, GOOGLE, LINKEDIN, META, TIKTOK } from "./platform-world.ts";
import { addToCart, event, EVERYTHING, identify, pageView } from "./samples.ts";

const platforms = usePlatforms();

const ADA = "ada@example.com";
const BOB = "bob@example.com";
const PHONE = "+493012345678";

const callsOf = () => platforms.now.calls.map(({ op, hashes }) => [op, ...hashes]);
const refusing =
  (status: number, body: object = {}, headers: Record<string, string> = {}) =>
  () =>
    Response.json(body, { status, headers });

describe.each([
  ["Google", GOOGLE, hash(ADA), hash(PHONE)],
  ["Meta", META, hash(ADA), hash(PHONE.slice(1))],
  ["TikTok", TIKTOK, hash(ADA), hash(PHONE)],
  ["LinkedIn", LINKEDIN, hash(ADA), null],
  ["a server", CRM, hash(ADA), hash(PHONE)],
])("%s", (_, destination, email, phone) => {
  test("is brought who enters, under every address, and loses who withdraws, at once", async () => {
    const site = await createList(destination);
    const browser = await read(site, ADA);
    await site.ingest([event("identify", { email: ADA, phone: PHONE })]);
    await gather();
    const hashes = [email, ...(phone === null ? [] : [phone])];
    expect([...platforms.now.list].toSorted()).toEqual(hashes.toSorted());
    expect(await reportOf(site)).toMatchObject({ status: "idle", ours: 1, accepted: 1 });
    await withdraw(browser);
    await advance(0);
    expect([...platforms.now.list]).toEqual([]);
    expect(callsOf().at(-1)?.toSorted()).toEqual(["remove", ...hashes].toSorted());
    expect(await manifest(site)).toEqual([]);
  });

  test("that fails is tried again, and gets everything once it works", async () => {
    const site = await createList(destination);
    platforms.now.answers(refusing(503));
    await read(site, ADA);
    await gather();
    expect(await reportOf(site)).toMatchObject({ status: "failing", reason: "http_503", accepted: 0 });
    await advance(5 * SECOND);
    expect(platforms.now.list).toContain(email);
    expect(await reportOf(site)).toMatchObject({ status: "idle", reason: null, accepted: 1 });
  });

  test("that refuses the token is marked and left alone for an hour", async () => {
    const site = await createList(destination);
    platforms.now.always(refusing(401));
    await read(site, ADA);
    await gather();
    const failing = { status: "failing", reason: "auth_failed" };
    expect(await reportOf(site)).toMatchObject(failing);
    expect((await site.server.get("/destinations/list")).body).toMatchObject({ push: failing });
    await read(site, BOB);
    await advance(PUSH_REFUSED_RETRY_MS - 2 * MINUTE);
    // The two may live in two shards, each of which finds out for itself.
    expect(platforms.now.calls.length).toBeLessThanOrEqual(2);
    platforms.now.always(() => null);
    await putList(site, { ...destination, status: "live" });
    await advance(PUSH_REFUSED_RETRY_MS);
    expect(await reportOf(site)).toMatchObject({ status: "idle", accepted: 2 });
  });
});

describe("additions", () => {
  test("wait a minute for others and travel together", async () => {
    const site = await createList();
    await read(site, ADA);
    await read(site, BOB);
    await advance(MINUTE - SECOND);
    expect(callsOf()).toEqual([]);
    await advance(SECOND);
    expect(platforms.now.list).toEqual(new Set([hash(ADA), hash(BOB)]));
  });

  test("begin with everybody who is a member already", async () => {
    const site = await createSite();
    await site.putAudience("readers", READERS);
    await read(site, ADA);
    await read(site, BOB, { consent: { ...EVERYTHING, ad_personalization: "denied" } });
    await putList(site);
    await advance(0);
    await gather();
    expect([...platforms.now.list]).toEqual([hash(ADA)]);
  });

  test("are nothing for visitors, until they say who they are", async () => {
    const site = await createList();
    const browser = site.browser();
    await browser.send([pageView()]);
    await gather();
    expect([callsOf(), await manifest(site)]).toEqual([[], []]);
    await browser.send([identify(ADA)]);
    await gather();
    expect(callsOf()).toEqual([["add", hash(ADA)]]);
  });

  test("are not made of who refused meanwhile", async () => {
    const site = await createList();
    const browser = await read(site, ADA);
    await withdraw(browser);
    await gather();
    expect([callsOf(), await manifest(site)]).toEqual([[], []]);
  });

  test("are not made of who refuses one of both purposes, nor where a rule refuses it", async () => {
    const site = await createList();
    await read(site, ADA, { consent: { ...EVERYTHING, ad_user_data: "denied" } });
    await read(site, BOB, { country: "US", consent: {} });
    const rules = [{ region: "*", mode: "opt-in" }];
    await site.server.put("/consent/rules", { rules });
    await gather();
    expect(callsOf()).toEqual([]);
  });

  test("wait while the destination is paused; removals do not", async () => {
    const site = await createList();
    const browser = await read(site, ADA);
    await gather();
    await putList(site, { ...CRM, status: "paused" });
    await read(site, BOB);
    await gather();
    await withdraw(browser);
    await advance(0);
    expect(callsOf()).toEqual([
      ["add", hash(ADA)],
      ["remove", hash(ADA)],
    ]);
    expect(await reportOf(site)).toMatchObject({ status: "paused", waiting: { additions: 1, removals: 0 } });
    await putList(site);
    await advance(0);
    expect([...platforms.now.list]).toEqual([hash(BOB)]);
  });

  test("begin once the audience has the size that exports need", async () => {
    const site = await createList(CRM, { exports: { min_size: 2 } });
    const browser = await read(site, ADA);
    await gather();
    expect(callsOf()).toEqual([]);
    expect(await reportOf(site)).toMatchObject({ status: "held", reason: "audience_too_small" });
    await read(site, BOB);
    await advance(PUSH_SIZE_RETRY_MS + HOUR);
    expect(platforms.now.list.size).toBe(2);
    // From then on it may be smaller.
    await withdraw(browser);
    await advance(0);
    expect([...platforms.now.list]).toEqual([hash(BOB)]);
  });

  test("are made again where a contact has another address, and name both", async () => {
    const site = await createList();
    await read(site, ADA);
    await gather();
    await site.ingest([event("identify", { email: ADA, phone: PHONE })]);
    await gather();
    expect(callsOf().at(-1)).toEqual(["add", hash(ADA), hash(PHONE)]);
    expect(await reportOf(site)).toMatchObject({ ours: 1, accepted: 1 });
  });

  test("of somebody without an address that the platform takes are made once there is one", async () => {
    const site = await createList(LINKEDIN);
    await site.ingest([event("identify", { phone: PHONE }), { ...pageView(), phone: PHONE }]);
    await gather();
    expect(callsOf()).toEqual([]);
    expect(await reportOf(site)).toMatchObject({ ours: 0, accepted: 0, waiting: { additions: 0 } });
  });
});

test("a list of thousands comes in calls as large as the platform takes, each member once", async () => {
  const site = await createList(TIKTOK);
  const emails = Array.from({ length: 2_400 }, (_, index) => `person-${index}@example.com`);
  for (let from = 0; from < emails.length; from += 100) {
    const events = emails.slice(from, from + 100).map((email) => ({ ...pageView(), email }));
    expect((await site.ingest(events)).status).toBe(200);
  }
  await gather();
  const sizes = platforms.now.calls.map(({ hashes }) => hashes.length);
  expect(Math.max(...sizes)).toBe(TIKTOK_ROWS_MAX);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(emails.length);
  expect(platforms.now.list).toEqual(new Set(emails.map(hash)));
  expect(await reportOf(site)).toMatchObject({
    status: "idle",
    ours: emails.length,
    accepted: emails.length,
  });
});

describe("removals", () => {
  test("are of those only whom we brought", async () => {
    const site = await createList();
    platforms.now.list.add(hash(BOB));
    await site.browser().send([addToCart(), identify(BOB)]);
    const browser = await read(site, ADA);
    await gather();
    await withdraw(browser);
    await advance(30 * DAY);
    expect(callsOf()).toEqual([
      ["add", hash(ADA)],
      ["remove", hash(ADA)],
    ]);
    expect([...platforms.now.list]).toEqual([hash(BOB)]);
  });

  test("come when a membership expires", async () => {
    const site = await createList();
    await read(site, ADA);
    await gather();
    await advance(7 * DAY);
    expect(callsOf().at(-1)).toEqual(["remove", hash(ADA)]);
    expect([...platforms.now.list]).toEqual([]);
  });

  test("do not come while another audience of the destination has the contact", async () => {
    const site = await createSite();
    await site.putAudience("readers", READERS);
    await site.putAudience("buyers", { ...READERS, include: { event: "add_to_cart", within: "30d" } });
    await putList(site, { ...CRM, audiences: ["readers", "buyers"] });
    const browser = await read(site, ADA);
    await browser.send([addToCart()]);
    await gather();
    await advance(8 * DAY);
    expect([callsOf(), await reportOf(site)]).toMatchObject([[["add", hash(ADA)]], { accepted: 1 }]);
    await advance(30 * DAY);
    expect(callsOf()).toEqual([
      ["add", hash(ADA)],
      ["remove", hash(ADA)],
    ]);
  });

  test("come for everybody where an audience is pushed there no more, save whom another one has", async () => {
    const site = await createSite();
    await site.putAudience("readers", READERS);
    await site.putAudience("buyers", { ...READERS, include: { event: "add_to_cart", within: "30d" } });
    await putList(site, { ...CRM, audiences: ["readers", "buyers"] });
    await read(site, ADA);
    const browser = await read(site, BOB);
    await browser.send([addToCart()]);
    await gather();
    await putList(site, { ...CRM, audiences: ["buyers"] });
    await advance(0);
    expect(callsOf().slice(-1)).toEqual([["remove", hash(ADA)]]);
    expect([...platforms.now.list]).toEqual([hash(BOB)]);
  });

  test("go on at once while additions are refused", async () => {
    const site = await createList(META);
    const browser = await read(site, ADA);
    await gather();
    const flagged = { error: { code: 100, error_subcode: 1_713_230 } };
    platforms.now.always(({ op }) => (op === "add" ? refusing(400, flagged)() : null));
    await read(site, BOB);
    await gather();
    expect(await reportOf(site)).toMatchObject({ status: "failing", reason: "list_flagged" });
    await withdraw(browser);
    await advance(0);
    expect([...platforms.now.list]).toEqual([]);
  });

  test("that a small list refuses stay due, and do not keep others from being brought", async () => {
    const site = await createList(META);
    const browser = await read(site, ADA);
    await gather();
    const small = { error: { code: 200, error_subcode: 1_870_047 } };
    platforms.now.always(({ op }) => (op === "remove" ? refusing(400, small)() : null));
    await withdraw(browser);
    await advance(0);
    expect(await reportOf(site)).toMatchObject({
      status: "failing",
      reason: "list_too_small",
      waiting: { removals: 1 },
    });
    await read(site, BOB);
    await gather();
    await advance(PUSH_REFUSED_RETRY_MS);
    expect(platforms.now.list).toContain(hash(BOB));
    platforms.now.always(() => null);
    await advance(PUSH_REFUSED_RETRY_MS);
    expect([...platforms.now.list]).toEqual([hash(BOB)]);
    expect(await reportOf(site)).toMatchObject({ status: "idle", accepted: 1 });
  });
});

describe("a platform that asks for time", () => {
  test.each([
    ["Google", GOOGLE, refusing(429, { error: { status: "RESOURCE_EXHAUSTED" } }, { "retry-after": "600" })],
    ["Meta", META, refusing(400, { error: { code: 80_003 } }, { "retry-after": "600" })],
    ["TikTok", TIKTOK, refusing(200, { code: 40_100 }, { "retry-after": "600" })],
    ["LinkedIn", LINKEDIN, refusing(429, {}, { "retry-after": "600" })],
    ["a server", CRM, refusing(429, {}, { "retry-after": "600" })],
  ])("is left alone so long: %s", async (_, destination, answer) => {
    const site = await createList(destination);
    const browser = await read(site, ADA);
    await gather();
    platforms.now.answers(answer);
    await withdraw(browser);
    await advance(0);
    expect(await reportOf(site)).toMatchObject({ status: "failing", reason: "rate_limited" });
    await advance(10 * MINUTE - SECOND);
    expect(platforms.now.calls).toHaveLength(2);
    await advance(SECOND);
    expect(platforms.now.calls).toHaveLength(3);
    expect([...platforms.now.list]).toEqual([]);
  });
});

describe("a platform that takes a batch in part", () => {
  test("is counted by what it says: Meta", async () => {
    const site = await createList(META);
    platforms.now.answers(refusing(200, { num_received: 1, num_invalid_entries: 1 }));
    await read(site, ADA);
    await gather();
    platforms.now.count = [1_000, 1_100];
    expect(await reportOf(site)).toMatchObject({
      accepted: 1,
      rejected: 1,
      matched: { lower: 1_000, upper: 1_100 },
    });
    platforms.now.count = [-1, -1];
    expect(await reportOf(site)).toMatchObject({ matched: null });
  });

  test("gets again what it could not take just now: LinkedIn", async () => {
    const site = await createList(LINKEDIN);
    platforms.now.answers(refusing(200, { elements: [{ status: 503 }] }));
    await read(site, ADA);
    await gather();
    expect(await reportOf(site)).toMatchObject({ status: "failing", reason: "partly_refused", accepted: 0 });
    await advance(5 * SECOND);
    expect([...platforms.now.list]).toEqual([hash(ADA)]);
    expect(await reportOf(site)).toMatchObject({ status: "idle", accepted: 1 });
  });

  test("is asked later what became of it: Google", async () => {
    const site = await createList(GOOGLE);
    await read(site, ADA);
    await gather();
    platforms.now.fate = { requestStatus: "PROCESSING" };
    await advance(PUSH_STATUS_WAIT_MS);
    expect(await reportOf(site)).toMatchObject({ rejected: 0, match_rate: null });
    platforms.now.fate = {
      requestStatus: "PARTIAL_SUCCESS",
      errorInfo: { errorCounts: [{ recordCount: "1", reason: "PROCESSING_ERROR_REASON_NO_CONSENT" }] },
      audienceMembersIngestionStatus: {
        userDataIngestionStatus: { recordCount: "2", uploadMatchRateRange: "MATCH_RATE_RANGE_41_TO_50" },
      },
    };
    await advance(PUSH_STATUS_WAIT_MS);
    const told = { rejected: 1, rejected_for: "no_consent", match_rate: "41_to_50" };
    expect(await reportOf(site)).toMatchObject(told);
    await advance(PUSH_STATUS_WAIT_MS);
    expect(await reportOf(site)).toMatchObject(told);
  });
});

describe("a batch whose answer is lost", () => {
  test("is named whole when it has to go, also by a shard that starts again", async () => {
    const site = await createList();
    platforms.now.answers(({ hashes }) => {
      for (const one of hashes) platforms.now.list.add(one);
      throw new ConnectionLost();
    });
    const browser = await read(site, ADA);
    await gather();
    expect(await reportOf(site)).toMatchObject({ status: "failing", reason: "unreachable", accepted: 0 });
    expect(await manifest(site)).toMatchObject([{ state: "add", hashes: [hash(ADA)] }]);
    await evictShards(site);
    await withdraw(browser);
    await advance(HOUR);
    expect([[...platforms.now.list], await manifest(site)]).toEqual([[], []]);
  });
});

const once = (work: () => Promise<unknown>) => async () => {
  platforms.now.meanwhile = async () => undefined;
  await work();
};

describe("while a batch is on its way", () => {
  test("somebody who refuses is taken off again", async () => {
    const site = await createList();
    const browser = await read(site, ADA);
    platforms.now.meanwhile = once(() => withdraw(browser));
    await gather();
    await advance(0);
    expect(callsOf()).toEqual([
      ["add", hash(ADA)],
      ["remove", hash(ADA)],
    ]);
    expect(await manifest(site)).toEqual([]);
  });

  test("somebody who comes back is brought again", async () => {
    const site = await createList();
    const browser = await read(site, ADA);
    await gather();
    platforms.now.answers(refusing(503));
    await withdraw(browser);
    await advance(0);
    platforms.now.meanwhile = once(() => site.ingest([{ ...pageView(), email: ADA }]));
    await advance(5 * SECOND);
    await gather();
    expect(callsOf().map(([op]) => op)).toEqual(["add", "remove", "remove", "add"]);
    expect([...platforms.now.list]).toEqual([hash(ADA)]);
  });

  test("another address of somebody is not forgotten", async () => {
    const site = await createList();
    await read(site, ADA);
    platforms.now.meanwhile = once(() => site.ingest([event("identify", { email: ADA, phone: PHONE })]));
    await gather();
    await gather();
    expect(callsOf()).toEqual([
      ["add", hash(ADA)],
      ["add", hash(ADA), hash(PHONE)],
    ]);
  });
});
