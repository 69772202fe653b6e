import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { DEAD_LETTER_RETENTION_MS, DEAD_LETTERS_MAX, OUTBOX_RESUME_MS } from "../../schemas/limits.ts";
import { OutboxStore } from "../../worker/profile/outbox-store.ts";
import { advance, DAY, HOUR, MINUTE, NOON, present, SECOND } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { inShard, rowsOf, runAlarms, shardOf, storedMembers } from "./objects.ts";
import { type Received, useReceiver } from "./receiver.ts";
import {
  addToCart,
  CART_ABANDONERS,
  type Definition,
  identify,
  NOTHING,
  pageView,
  VIEWERS,
} from "./samples.ts";
import { WEBHOOK } from "./webhook.ts";

const receiver = useReceiver();

afterEach(() => {
  vi.restoreAllMocks();
});

const NOTIFYING: Definition = { ...VIEWERS, notify: ["crm"] };

const createNotifyingSite = async (definition: Definition = NOTIFYING): Promise<TestSite> => {
  const site = await createSite();
  receiver.watch(site);
  for (const id of definition.notify ?? []) await site.server.put(`/channels/${id}`, WEBHOOK);
  await site.putAudience("viewers", definition);
  return site;
};

/** Sends what is due now. */
const settle = (): Promise<void> => advance(0);

const summaryOf = ({ message: { type, data } }: Received) => [
  type,
  data.audience,
  data.profile,
  data.at,
  data.reason,
];

const waiting = (site: TestSite) => rowsOf(site, "outbox");

interface DeadLetters {
  readonly count: number;
  readonly dead_letters: { id: string; failure: string; failures: number; message: unknown }[];
}

const deadLetters = async (site: TestSite, query = ""): Promise<DeadLetters> =>
  (await site.server.get(`/channels/crm/dead-letters${query}`)).body as DeadLetters;

describe("an entry that was not told yet", () => {
  test("is not told any more once a rule ends what nobody chose; the exit is", async () => {
    const site = await createNotifyingSite();
    receiver.answers(() => new Response(null, { status: 503 }));
    const silent = site.browser({ country: "US", consent: {} });
    await silent.send([pageView()]);
    await settle();
    receiver.received = [];
    receiver.answers(() => new Response(null, { status: 204 }));
    const rules = [{ region: "*", mode: "opt-in" }];
    expect((await site.server.put("/consent/rules", { rules })).status).toBe(200);
    await advance(DAY);
    expect(receiver.received.map(summaryOf)).toEqual([
      ["audience.exited", "viewers", silent.visitor, NOON, "consent_withdrawn"],
    ]);
  });

  test("is not told any more once consent is withdrawn; the exit is, and other visitors' entries are", async () => {
    const site = await createNotifyingSite();
    receiver.answers(() => new Response(null, { status: 503 }));
    const ada = site.browser();
    const bea = site.browser();
    await ada.send([pageView()]);
    await bea.send([pageView()]);
    await settle();
    const { visitor } = ada;
    receiver.received = [];
    receiver.answers(() => new Response(null, { status: 204 }));
    await ada.send([], { consent: NOTHING });
    await advance(DAY);
    expect(
      receiver.received
        .map(summaryOf)
        .map(([type, , profile]) => `${String(type)} ${String(profile)}`)
        .toSorted(),
    ).toEqual([`audience.entered ${bea.visitor}`, `audience.exited ${visitor}`]);
    const { records } = (await site.server.get(`/consent/log?profile=${visitor}`)).body as {
      records: { cleared: object[] }[];
    };
    expect(records[1]?.cleared).toContainEqual({ place: "messages", removed: 1, at: NOON });
  });
});

describe("an entry", () => {
  test("is told once, signed, with who, where and when", async () => {
    const site = await createNotifyingSite();
    const ada = site.browser();
    await ada.send([pageView()]);
    await settle();
    await ada.send([pageView()]);
    await settle();
    expect(receiver.received).toEqual([
      {
        url: WEBHOOK.url,
        id: expect.stringMatching(/^msg_[0-9A-Za-z]{22}$/) as string,
        message: {
          type: "audience.entered",
          timestamp: new Date(NOON).toISOString(),
          data: {
            site: site.id,
            audience: "viewers",
            version: 1,
            profile: ada.visitor,
            at: NOON,
            reason: null,
          },
        },
      },
    ]);
    expect(await waiting(site)).toEqual([]);
  });

  test("is told to every channel of the audience, each under an id of its own", async () => {
    const site = await createNotifyingSite({ ...VIEWERS, notify: ["crm", "mail", "crm"] });
    await site.browser().send([pageView()]);
    await settle();
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(2);
    expect(receiver.received).toHaveLength(2);
  });

  test("is told without anybody's asking", async () => {
    const site = await createNotifyingSite();
    await site.browser().send([pageView()]);
    await runAlarms(site);
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1));
  });

  test("is one row beside its membership while it waits", async () => {
    receiver.answersWith(500, 500, 500);
    const site = await createNotifyingSite();
    const browsers = [site.browser(), site.browser(), site.browser()];
    await Promise.all(browsers.map((browser) => browser.send([pageView()])));
    expect(await storedMembers(site)).toHaveLength(3);
    await settle();
    const rows = await waiting(site);
    expect(rows.map(({ channel, created_at, failures }) => [channel, created_at, failures])).toEqual(
      Array.from({ length: 3 }, () => ["crm", NOON, 1]),
    );
    expect(rows.every(({ due }) => Number(due) > NOON && Number(due) <= NOON + 5 * SECOND)).toBe(true);
  });

  test("that cannot be written to the outbox did not happen", async () => {
    const site = await createNotifyingSite();
    const ada = site.browser();
    vi.spyOn(OutboxStore.prototype, "add").mockImplementation(() => {
      throw new Error("SQLITE_FULL: disk is full");
    });
    expect((await ada.send([pageView()])).status).toBe(503);
    expect([await storedMembers(site), await rowsOf(site, "profile")]).toEqual([[], []]);
    vi.restoreAllMocks();
    await ada.send([pageView()]);
    await settle();
    expect(receiver.received).toHaveLength(1);
  });
});

describe("an exit", () => {
  test("by time is told with the time it fell on", async () => {
    const site = await createNotifyingSite();
    const ada = site.browser();
    await ada.send([pageView()]);
    await settle();
    await advance(8 * DAY);
    expect(receiver.received.map(summaryOf)).toEqual([
      ["audience.entered", "viewers", ada.visitor, NOON, null],
      ["audience.exited", "viewers", ada.visitor, NOON + 7 * DAY, "expired"],
    ]);
  });

  test("of a visitor who becomes a contact is told, and the contact's entry", async () => {
    const site = await createNotifyingSite();
    await site.putAudience("known", { ...VIEWERS, of: "contacts", notify: ["crm"] });
    const ada = site.browser();
    await ada.send([pageView()]);
    await ada.send([identify("ada@shop-mail.net")]);
    await settle();
    const { profile } = await site.contact("ada@shop-mail.net");
    expect(receiver.received).toHaveLength(3);
    expect(new Set(receiver.received.map(summaryOf))).toEqual(
      new Set([
        ["audience.entered", "known", profile, NOON, null],
        ["audience.entered", "viewers", ada.visitor, NOON, null],
        ["audience.exited", "viewers", ada.visitor, NOON, "identified"],
      ]),
    );
  });

  test("by an event is told, and so is an entry by time", async () => {
    const site = await createNotifyingSite({ ...CART_ABANDONERS, notify: ["crm"] });
    const ada = site.browser();
    await ada.send([addToCart()]);
    await advance(2 * HOUR);
    await ada.send([{ ...addToCart(), type: "purchase" }]);
    await settle();
    expect(receiver.received.map(summaryOf)).toEqual([
      ["audience.entered", "viewers", ada.visitor, NOON + HOUR, null],
      ["audience.exited", "viewers", ada.visitor, NOON + 2 * HOUR, "converted"],
    ]);
  });
});

describe("nobody is told", () => {
  test("of members that a new audience finds in the past", async () => {
    const site = await createSite();
    receiver.watch(site);
    await site.server.put("/channels/crm", WEBHOOK);
    await site.browser().send([pageView()]);
    await site.putAudience("viewers", NOTIFYING);
    await runAlarms(site);
    await settle();
    expect(await site.exported("viewers")).toHaveLength(1);
    expect([receiver.received, await waiting(site)]).toEqual([[], []]);
  });

  test("of exits that a changed definition makes", async () => {
    const site = await createNotifyingSite();
    await site.browser().send([pageView()]);
    await settle();
    await site.putAudience("viewers", { ...NOTIFYING, include: { event: "purchase" } });
    await runAlarms(site);
    await settle();
    expect(await storedMembers(site)).toEqual([]);
    expect(receiver.received).toHaveLength(1);
  });

  test("of entries into an audience without channels", async () => {
    const site = await createNotifyingSite(VIEWERS);
    await site.browser().send([pageView()]);
    expect(await waiting(site)).toEqual([]);
  });
});

describe("a failed delivery", () => {
  test("is repeated under its id when its time has come, until it succeeds", async () => {
    receiver.answersWith(500, 500);
    const site = await createNotifyingSite();
    await site.browser().send([pageView()]);
    await settle();
    await settle();
    expect(receiver.received).toHaveLength(1);
    await advance(5 * SECOND);
    expect(receiver.received).toHaveLength(2);
    await advance(4 * MINUTE);
    expect(receiver.received).toHaveLength(2);
    await advance(MINUTE);
    await advance(DAY);
    const told = receiver.received;
    expect(told).toHaveLength(3);
    expect(new Set(told.map(({ id, message }) => JSON.stringify([id, message]))).size).toBe(1);
    expect(await waiting(site)).toEqual([]);
  });

  test("goes to the address that the channel has by then", async () => {
    receiver.answersWith(500);
    const site = await createNotifyingSite();
    await site.browser().send([pageView()]);
    await settle();
    const moved = { ...WEBHOOK, url: "https://crm.example/moved" };
    await site.server.put("/channels/crm", moved);
    await advance(5 * SECOND);
    expect(receiver.received.map(({ url }) => url)).toEqual([WEBHOOK.url, moved.url]);
  });

  test("ends with its channel", async () => {
    receiver.answersWith(500);
    const site = await createNotifyingSite();
    await site.browser().send([pageView()]);
    await settle();
    await site.putAudience("viewers", VIEWERS);
    await site.server.delete("/channels/crm");
    expect(await waiting(site)).toEqual([]);
    await advance(5 * SECOND);
    expect(receiver.received).toHaveLength(1);
  });

  test("whose secret cannot be opened waits for the channel to be saved again", async () => {
    const site = await createNotifyingSite();
    const { HALLEY_SECRET } = env;
    Object.assign(env, { HALLEY_SECRET: "another-root-secret-0123456789abcdefgh" });
    await site.browser().send([pageView()]);
    await settle();
    Object.assign(env, { HALLEY_SECRET });
    expect(receiver.received).toEqual([]);
    await advance(5 * SECOND);
    expect(receiver.received).toHaveLength(1);
  });
});

/** Its shard is sending, and the message is not marked. */
const untilAsked = async (site: TestSite): Promise<void> => {
  await runAlarms(site);
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1));
};

describe("a receiver that does not answer", () => {
  test("holds up no timer, no read and no event", async () => {
    const release = receiver.hang();
    const site = await createNotifyingSite();
    const ada = site.browser();
    await ada.send([pageView()]);
    await untilAsked(site);
    await ada.send([pageView()]);
    expect((await site.server.get("/audiences/viewers")).body).toMatchObject({ size: 1 });
    await runAlarms(site);
    expect(receiver.received).toHaveLength(1);
    release();
    await settle();
    expect(receiver.received).toHaveLength(1);
    expect(await waiting(site)).toEqual([]);
  });

  test("leaves an alarm armed in case the shard dies", async () => {
    receiver.hang();
    const site = await createNotifyingSite();
    const ada = site.browser();
    await ada.send([pageView()]);
    await untilAsked(site);
    const alarmAt = await inShard(shardOf(site, ada.visitor), (_, { storage }) => storage.getAlarm());
    expect(alarmAt).toBeLessThanOrEqual(Date.now() + OUTBOX_RESUME_MS);
    expect(alarmAt).toBeGreaterThan(Date.now());
  });
});

test("a message that was sent and could not be marked is sent again under its id", async () => {
  const site = await createNotifyingSite();
  vi.spyOn(OutboxStore.prototype, "remove").mockImplementation(() => {
    throw new Error("SQLITE_FULL: disk is full");
  });
  const ada = site.browser();
  await ada.send([pageView()]);
  const failure = inShard(shardOf(site, ada.visitor), (shard) => shard.settle());
  await expect(failure).rejects.toThrow("disk is full");
  const before = receiver.received.length;
  expect(before).toBeGreaterThan(0);
  expect(await waiting(site)).toHaveLength(1);
  vi.restoreAllMocks();
  await settle();
  expect(receiver.received).toHaveLength(before + 1);
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
  expect(await waiting(site)).toEqual([]);
});

const createDeadLetter = async (status = 410) => {
  receiver.answersWith(status);
  const site = await createNotifyingSite();
  const ada = site.browser();
  await ada.send([pageView()]);
  await settle();
  return { site, ada };
};

describe("a dead letter", () => {
  test("is what the receiver says is gone: listed, and not sent again", async () => {
    const { site, ada } = await createDeadLetter();
    const [told] = receiver.received;
    expect(await deadLetters(site)).toEqual({
      count: 1,
      dead_letters: [
        {
          id: told?.id,
          created_at: NOON,
          died_at: NOON,
          failures: 1,
          failure: "http_410",
          message: told?.message,
        },
      ],
    });
    expect(JSON.stringify(told?.message)).toContain(ada.visitor);
    expect(await waiting(site)).toEqual([]);
    await advance(DAY);
    expect(receiver.received).toHaveLength(1);
  });

  test("is what failed for three days", async () => {
    receiver.answers(() => new Response(null, { status: 500 }));
    const site = await createNotifyingSite();
    await site.browser().send([pageView()]);
    await settle();
    for (let hours = 0; hours < 80; hours += 1) await advance(HOUR);
    expect(await deadLetters(site)).toMatchObject({
      count: 1,
      dead_letters: [{ failures: 10, failure: "http_500" }],
    });
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
    expect(receiver.received).toHaveLength(10);
  });

  test("is replayed under its id, and starts its schedule anew", async () => {
    const { site } = await createDeadLetter();
    await advance(5 * DAY);
    receiver.answersWith(500);
    expect(await site.server.post("/channels/crm/dead-letters/replay", {})).toMatchObject({
      status: 200,
      body: { replayed: 1, remaining: 0 },
    });
    expect(await deadLetters(site)).toEqual({ count: 0, dead_letters: [] });
    await settle();
    const [row] = await waiting(site);
    expect(row).toMatchObject({ failures: 1, created_at: present() });
    await advance(5 * SECOND);
    expect(receiver.received).toHaveLength(3);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
  });

  test("is replayed when it is named, and an empty body names all", async () => {
    receiver.answers(() => new Response(null, { status: 410 }));
    const site = await createNotifyingSite();
    for (let count = 0; count < 3; count++) await site.browser().send([pageView()]);
    await settle();
    const [first] = (await deadLetters(site)).dead_letters;
    receiver.answersWith();
    const replay = (ids: string[]) => site.server.post("/channels/crm/dead-letters/replay", { ids });
    expect((await replay(["msg_unknown"])).body).toEqual({ replayed: 0, remaining: 3 });
    expect((await replay([first?.id ?? ""])).body).toEqual({ replayed: 1, remaining: 2 });
    const { body } = await site.server.call("POST", "/channels/crm/dead-letters/replay");
    expect(body).toEqual({ replayed: 2, remaining: 0 });
    await settle();
    expect(receiver.received).toHaveLength(6);
  });

  test("is one of as many as are asked for, the newest first", async () => {
    receiver.answers(() => new Response(null, { status: 410 }));
    const site = await createNotifyingSite();
    for (let count = 0; count < 3; count++) {
      await site.browser().send([pageView()]);
      await advance(MINUTE);
    }
    const { count, dead_letters: letters } = await deadLetters(site, "?limit=2");
    expect([count, letters.map(({ id }) => id)]).toEqual([
      3,
      receiver.received
        .map(({ id }) => id)
        .toReversed()
        .slice(0, 2),
    ]);
  });

  test("is kept for thirty days, and then goes when another comes", async () => {
    const { site, ada } = await createDeadLetter();
    const dieAgain = async (): Promise<unknown[]> => {
      receiver.answersWith(410);
      await ada.send([pageView()]);
      await settle();
      return (await rowsOf(site, "dead_letter")).map(({ died_at }) => died_at);
    };
    await advance(DEAD_LETTER_RETENTION_MS);
    expect(await dieAgain()).toEqual([NOON, NOON + DEAD_LETTER_RETENTION_MS]);
    await advance(8 * DAY);
    expect(await dieAgain()).toEqual([NOON + DEAD_LETTER_RETENTION_MS, present()]);
  });

  test("ends with its channel", async () => {
    const { site } = await createDeadLetter();
    await site.putAudience("viewers", VIEWERS);
    await site.server.delete("/channels/crm");
    await site.server.put("/channels/crm", WEBHOOK);
    expect(await deadLetters(site)).toEqual({ count: 0, dead_letters: [] });
  });

  test.each([
    ["0", 400],
    ["1", 200],
    [`${DEAD_LETTERS_MAX - 1}`, 200],
    [`${DEAD_LETTERS_MAX}`, 200],
    [`${DEAD_LETTERS_MAX + 1}`, 400],
    ["x", 400],
  ])("is listed with the limit %s: %d", async (limit, status) => {
    const site = await createNotifyingSite();
    expect((await site.server.get(`/channels/crm/dead-letters?limit=${limit}`)).status).toBe(status);
  });

  test("of an unknown channel there is none", async () => {
    const { server } = await createSite();
    const unknown = { status: 404, body: { code: "channel_unknown" } };
    expect(await server.get("/channels/crm/dead-letters")).toMatchObject(unknown);
    expect(await server.post("/channels/crm/dead-letters/replay", {})).toMatchObject(unknown);
  });
});
