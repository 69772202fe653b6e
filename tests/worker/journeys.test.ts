import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { JourneyDefinition } from "../../schemas/journey.ts";
import { JOURNEYS_LENGTH_PER_SITE_MAX, JOURNEYS_PER_SITE_MAX } from "../../schemas/limits-outreach.ts";
import { NOON } from "./clock.ts";
import { createSite, SITE_SETTINGS, type TestSite } from "./kit.ts";
import { snapshotOf, storedMembers } from "./objects.ts";
import { CANARY, deep, DEPTH, expectProblem } from "./problems.ts";
import { WEBHOOK } from "./webhook.ts";
import { JOURNEY, pageView, VIEWERS } from "./samples.ts";

const MEMBERS = { ...VIEWERS, of: "contacts" } as const;
/** What the site answers of the journey of the samples. */
const WELCOME = { id: "welcome", version: 1, ...JourneyDefinition.parse(JOURNEY) };
const RENAMED = { ...JOURNEY, name: "Welcome back" };
const UNKNOWN = { status: 404, body: { code: "journey_unknown" } };

/** A site whose channel and audience the journeys here name. */
const createShop = async (settings: object = {}): Promise<TestSite> => {
  const site = await createSite(settings);
  await site.server.put("/channels/email", WEBHOOK);
  await site.putAudience("members", MEMBERS);
  return site;
};

describe("a journey", () => {
  test("is made, read, listed and deleted, with its defaults filled in", async () => {
    const { server } = await createShop();
    expect((await server.get("/journeys")).body).toEqual({ journeys: [] });
    const made = await server.put("/journeys/welcome", JOURNEY);
    expect([made.status, made.body]).toEqual([201, WELCOME]);
    expect((await server.get("/journeys/welcome")).body).toEqual(WELCOME);
    await server.put("/journeys/again", RENAMED);
    expect((await server.get("/journeys")).body).toEqual({
      journeys: [{ ...WELCOME, id: "again", name: RENAMED.name }, WELCOME],
    });
    await server.delete("/journeys/again");
    const deleted = await server.delete("/journeys/welcome");
    expect([deleted.status, deleted.text]).toEqual([204, ""]);
    expect(await server.get("/journeys/welcome")).toMatchObject(UNKNOWN);
    expect(await server.delete("/journeys/welcome")).toMatchObject(UNKNOWN);
    expect((await server.get("/journeys")).body).toEqual({ journeys: [] });
  });

  test("has a new version when something of it changed, and goes on counting after it was deleted", async () => {
    const { server } = await createShop();
    await server.put("/journeys/welcome", JOURNEY);
    const second = await server.put("/journeys/welcome", RENAMED);
    expect([second.status, second.body]).toEqual([200, { ...WELCOME, version: 2, name: RENAMED.name }]);
    await server.delete("/journeys/welcome");
    const fourth = await server.put("/journeys/welcome", JOURNEY);
    expect([fourth.status, fourth.body]).toEqual([201, { ...WELCOME, version: 4 }]);
  });

  test.each<[string, object]>([
    ["again as it was", JOURNEY],
    ["with its defaults spelled out", JourneyDefinition.parse(JOURNEY)],
    ["with its fields in another order", Object.fromEntries(Object.entries(JOURNEY).toReversed())],
  ])("that is saved %s keeps its version and leaves no trace", async (_, body) => {
    const site = await createShop();
    await site.server.put("/journeys/welcome", JOURNEY);
    const before = await snapshotOf(site);
    const answer = await site.server.put("/journeys/welcome", body);
    expect([answer.status, answer.body]).toEqual([200, WELCOME]);
    expect(await snapshotOf(site)).toEqual(before);
    expect((await site.server.get("/audit?after=4")).body).toMatchObject({ entries: [] });
  });

  test("raises the version of the site and has no profile evaluated again", async () => {
    const site = await createShop();
    await site.putAudience("viewers", VIEWERS);
    await site.browser().send([pageView()]);
    const [before, memberships] = [await snapshotOf(site), await storedMembers(site)];
    await site.server.put("/journeys/welcome", JOURNEY);
    await site.server.put("/journeys/welcome", RENAMED);
    await site.server.delete("/journeys/welcome");
    expect(await snapshotOf(site)).toEqual({ ...before, version: before.version + 3 });
    expect(await storedMembers(site)).toEqual(memberships);
  });

  test("is in the audit with who saved and who deleted it", async () => {
    const site = await createShop();
    const { id, key } = await site.createKey(["write"]);
    const server = site.serverWith(`Bearer ${key}`);
    await server.put("/journeys/welcome", JOURNEY);
    await server.delete("/journeys/welcome");
    const { entries } = (await site.server.get("/audit?after=4")).body as { entries: object[] };
    const { id: _, version: __, ...definition } = WELCOME;
    const digest = await crypto.subtle.digest(
      "SHA-256",
      new TextEncoder().encode(JSON.stringify(definition)),
    );
    const put = { action: "journey.put", digest: Buffer.from(digest).toString("hex") };
    expect(entries).toMatchObject([
      { at: NOON, actor: id, subject: "welcome", ...put },
      { at: NOON, actor: id, subject: "welcome", action: "journey.delete" },
    ]);
    expect((await site.server.get("/audit/verify")).body).toMatchObject({ ok: true });
  });

  test("is its site's alone", async () => {
    const [site, other] = [await createShop(), await createShop()];
    await site.server.put("/journeys/welcome", JOURNEY);
    expect(await other.server.get("/journeys/welcome")).toMatchObject(UNKNOWN);
    expect(await other.server.delete("/journeys/welcome")).toMatchObject(UNKNOWN);
    expect((await other.server.get("/journeys")).body).toEqual({ journeys: [] });
    expect((await site.server.get("/journeys/welcome")).body).toEqual(WELCOME);
  });

  test.each(["UPPER", "-welcome", "a".repeat(65)])("cannot be called %s", async (id) => {
    const { server } = await createShop();
    expect(await server.put(`/journeys/${id}`, JOURNEY)).toMatchObject(UNKNOWN);
  });
});

const step = (one: unknown) => ({ steps: [{ wait: "1h" }, one] });
const send = (fields: object) => step({ send: { channel: "email", ...fields } });
// oxlint-disable-next-line unicorn/no-thenable -- the field's name; nothing awaits it
const listed = (list: object[]) => ({ if: { event: "purchase" }, then: list });
const branch = (fields: object, list: object[] = []) => step({ branch: [{ ...listed(list), ...fields }] });
const rule = (depth: number): object => (depth <= 1 ? { event: CANARY } : { and: [rule(depth - 1)] });
const nested = (depth: number): object =>
  depth <= 1 ? { wait: "1h" } : { branch: [listed([])], else: [nested(depth - 1)] };

describe("a definition", () => {
  test.each<[string, object, string]>([
    ["no step", { steps: [] }, "/steps"],
    ["a wait of no length", step({ wait: "0h" }), "/steps/1/wait"],
    [
      "a wait for an event without a timeout",
      step({ wait_until: { event: "purchase" } }),
      "/steps/1/timeout",
    ],
    [
      "a wait for any event",
      step({ wait_until: { event: "*" }, timeout: "1h" }),
      "/steps/1/wait_until/event",
    ],
    ["a branch without lists", step({ branch: [] }), "/steps/1/branch"],
    ["a branch without a rule", branch({ if: undefined }), "/steps/1/branch/0/if"],
    ["a branch with a rule that is none", branch({ if: { even: CANARY } }), "/steps/1/branch/0/if"],
    [
      "a rule that is too deep",
      branch({ if: rule(6) }),
      "/steps/1/branch/0/if/and/0/and/0/and/0/and/0/and/0",
    ],
    ["a filter that is too deep", { filter: rule(6) }, "/filter/and/0/and/0/and/0/and/0/and/0"],
    ["lists that are too deep", { steps: [nested(6)] }, "/steps/0/else/0/else/0/else/0/else/0/else"],
    ["a stop that does not stop", step({ stop: false }), "/steps/1/stop"],
    ["an unknown field", { surprise: CANARY }, "/surprise"],
    ["an unknown field of a step", step({ wait: "1h", surprise: CANARY }), "/steps/1/surprise"],
    ["an unknown field of a message", send({ surprise: CANARY }), "/steps/1/send/surprise"],
    [
      "an unknown field in a branch",
      branch({}, [{ wait: "1h", surprise: 1 }]),
      "/steps/1/branch/0/then/0/surprise",
    ],
    ["an unknown purpose", send({ purpose: CANARY }), "/steps/1/send/purpose"],
    ["a channel that there is not", send({ channel: CANARY }), "/steps/1/send/channel"],
    ["a topic that there is not", send({ topic: CANARY }), "/steps/1/send/topic"],
    ["an audience that there is not", { enter: { audience: CANARY } }, "/enter/audience"],
    ["an audience of visitors", { enter: { audience: "viewers" } }, "/enter/audience"],
    ["an entry by any event", { enter: { event: "*" } }, "/enter/event"],
    ["a leave without an audience", { exit_on_leave: true }, "/exit_on_leave"],
    [
      "a branch that names no audience",
      branch({ if: { audience: CANARY } }),
      "/steps/1/branch/0/if/audience",
    ],
    ["quiet hours of no length", { quiet_hours: { from: "21:00", to: "21:00" } }, "/quiet_hours/to"],
    ["quiet hours of no clock", { quiet_hours: { from: "24:00", to: "08:00" } }, "/quiet_hours/from"],
    ["a cap of years", { caps: [{ scope: "site", limit: 1, per: "541d" }] }, "/caps/0/per"],
    ["a key of an unknown holder", { key: `${CANARY}.x` }, "/key"],
    ["a loop", { enter: { event: "journey_left" } }, "/enter"],
    ["a later status", { status: CANARY }, "/status"],
  ])("with %s is refused where it lies", async (_, fields, pointer) => {
    const site = await createShop();
    await site.putAudience("viewers", VIEWERS);
    const answer = await site.server.put("/journeys/welcome", { ...JOURNEY, ...fields });
    expectProblem(answer);
    expect(answer).toMatchObject({ status: 422, body: { code: "configuration_invalid" } });
    const { errors } = answer.body as { errors: { pointer: string }[] };
    expect(errors.map((fault) => fault.pointer)).toEqual([pointer]);
    expect((await site.server.get("/journeys")).body).toEqual({ journeys: [] });
  });

  test.each([
    ["steps", `{"steps":${deep('[{"else":', "}]", DEPTH / 10)}}`],
    ["rules", `{"filter":${deep('{"not":', "}", DEPTH / 10)}}`],
  ])("with %s deeper than any stack is refused", async (_, body) => {
    const { server } = await createShop();
    const answer = await server.call("PUT", "/journeys/welcome", body);
    expectProblem(answer);
  });

  test("that is refused leaves the version in force", async () => {
    const { server } = await createShop();
    await server.put("/journeys/welcome", JOURNEY);
    await server.put("/journeys/welcome", { ...RENAMED, enter: { audience: "others" } });
    expect((await server.get("/journeys/welcome")).body).toEqual(WELCOME);
  });

  test("may name a topic of the site", async () => {
    const { server } = await createShop({ messaging: { topics: [{ id: "offers", name: "Offers" }] } });
    expect((await server.put("/journeys/welcome", { ...JOURNEY, ...send({ topic: "offers" }) })).status).toBe(
      201,
    );
  });
});

const topics = (...ids: string[]) => ({ messaging: { topics: ids.map((id) => ({ id, name: id })) } });

describe("what a journey names", () => {
  const naming: [string, object][] = [
    ["to enter by", { enter: { audience: "members" } }],
    ["in its filter", { filter: { not: { audience: "members" } } }],
    ["in a branch", branch({ if: { audience: "members" } })],
  ];

  test.each(naming)("an audience %s, is not deleted until it does no more", async (_, fields) => {
    const { server } = await createShop();
    await server.put("/journeys/welcome", { ...JOURNEY, status: "draft", ...fields });
    const refused = { status: 409, body: { code: "audience_in_use" } };
    expect(await server.delete("/audiences/members")).toMatchObject(refused);
    await server.put("/journeys/welcome", JOURNEY);
    expect((await server.delete("/audiences/members")).status).toBe(204);
  });

  test.each([send({}), branch({}, [{ send: { channel: "email" } }])])(
    "a channel, is not either",
    async (fields) => {
      const { server } = await createShop();
      await server.put("/journeys/welcome", { ...JOURNEY, ...fields });
      const refused = { status: 409, body: { code: "channel_in_use" } };
      expect(await server.delete("/channels/email")).toMatchObject(refused);
      await server.delete("/journeys/welcome");
      expect((await server.delete("/channels/email")).status).toBe(204);
    },
  );

  const letter = { channel: "email", subject: "Hello", text: "Hello" };
  test.each([send(letter), branch({}, [{ send: letter }])])(
    "a channel, keeps its medium, though it may be of another kind",
    async (fields) => {
      const { server } = await createShop();
      await server.put("/channels/email", { kind: "inbox", medium: "email" });
      expect((await server.put("/journeys/welcome", { ...JOURNEY, ...fields })).status).toBe(201);
      const refused = { status: 409, body: { code: "channel_in_use" } };
      expect(await server.put("/channels/email", { kind: "inbox", medium: "sms" })).toMatchObject(refused);
      expect(await server.put("/channels/email", WEBHOOK)).toMatchObject(refused);
      const other = { kind: "resend", api_key: "re_1", from: "hello@shop.example" };
      expect((await server.put("/channels/email", other)).status).toBe(200);
    },
  );

  test.each([
    ["a message", (topic: object) => send(topic)],
    ["a message in a branch", (topic: object) => branch({}, [{ send: { channel: "email", ...topic } }])],
  ])("a topic by %s, stays among the site's", async (_, fieldsWith) => {
    const site = await createShop(topics("offers", "news"));
    const save = (settings: object) => site.server.put("", { ...SITE_SETTINGS, ...settings });
    await site.server.put("/journeys/welcome", { ...JOURNEY, ...fieldsWith({ topic: "offers" }) });
    const before = await snapshotOf(site);
    for (const settings of [topics("news"), {}]) {
      expect(await save(settings)).toMatchObject({
        status: 422,
        body: {
          code: "configuration_invalid",
          errors: [{ pointer: "/messaging/topics", reason: "leaves out a topic of a journey" }],
        },
      });
    }
    expect(await snapshotOf(site)).toEqual(before);
    expect((await save(topics("offers"))).status).toBe(200);
    await site.server.put("/journeys/welcome", JOURNEY);
    expect((await save({})).status).toBe(200);
  });
});

const fill = (site: TestSite, count: number, body: string) =>
  runInDurableObject(env.SITE.getByName(site.id), (_, { storage: { sql } }) => {
    for (let n = 0; n < count; n += 1) {
      sql.exec("INSERT INTO config VALUES ('journey', ?, 1, ?, ?, 1)", `j-${n}`, NOON, body);
    }
  });

describe("a site", () => {
  const stored = JSON.stringify(JourneyDefinition.parse(JOURNEY));
  const full = { status: 422, body: { code: "limit_reached" } };

  test("has so many journeys at most", async () => {
    const site = await createShop();
    await fill(site, JOURNEYS_PER_SITE_MAX - 1, stored);
    expect((await site.server.put("/journeys/last", JOURNEY)).status).toBe(201);
    expect(await site.server.put("/journeys/one-more", JOURNEY)).toMatchObject(full);
    expect((await site.server.put("/journeys/last", RENAMED)).status).toBe(200);
  });

  test.each([
    [0, 201],
    [1, 422],
  ])("has journeys of so much text at most, and %d more: %d", async (more, status) => {
    const site = await createShop();
    const length = JOURNEYS_LENGTH_PER_SITE_MAX - stored.length + more;
    const long = JSON.stringify({ ...JourneyDefinition.parse(JOURNEY), name: "" });
    await fill(site, 1, long.replace('"name":""', `"name":"${"a".repeat(length - long.length)}"`));
    expect((await site.server.put("/journeys/welcome", JOURNEY)).status).toBe(status);
  });
});
