import { describe, expect, test } from "vitest";
import { advance, DAY } from "./clock.ts";
import { createSite, type Server, type TestSite } from "./kit.ts";
import { pageView, VIEWERS } from "./samples.ts";

const MIN_SIZE = 3;

const visitors = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => ({ ...pageView(), anonymous_id: `crm-${from + i}` }));

interface Line {
  readonly op?: string;
  readonly profile: string;
}

/** A site with five members, a key that got them, and what it got. */
const exported = async () => {
  const site = await createSite({ exports: { min_size: MIN_SIZE } });
  await site.putAudience("viewers", VIEWERS);
  await site.ingest(visitors(0, 5));
  const { id, key } = await site.createKey(["export"]);
  const server = site.serverWith(`Bearer ${key}`);
  const { cursor } = await read(server);
  return { site, id, server, cursor };
};

const read = async (server: Server, query = "") => {
  const { text, headers, status } = await server.get(`/audiences/viewers/members${query}`);
  const lines = status === 200 ? text.split("\n").filter((line) => line !== "") : [];
  const rows = lines.map((line) => JSON.parse(line) as Line);
  return { status, rows, cursor: headers.get("halley-cursor") ?? "", headers };
};

const since = (server: Server, cursor: string, more = "") => read(server, `?since=${cursor}${more}`);
const ops = (rows: readonly Line[]) => rows.map(({ op }) => op ?? "").toSorted();
const idsOf = (rows: readonly Line[]) => rows.map(({ profile }) => profile).toSorted();
const lookUp = (site: TestSite, ...numbers: number[]) =>
  Promise.all(numbers.map((number) => site.lookUp(`anonymous_id=crm-${number}`))).then((ids) =>
    ids.toSorted(),
  );
const revoke = (site: TestSite, number: number) =>
  site.ingest([{ ...pageView(), anonymous_id: `crm-${number}`, consent: { ad_user_data: "denied" } }]);
const flag = async (site: TestSite, number: number, bot: boolean) => {
  const [visitor] = await lookUp(site, number);
  return site.server.put(`/profiles/${visitor}/bot`, { bot });
};

describe("entries of fewer than the smallest audience", () => {
  test("wait until there are enough, and none is lost or told twice", async () => {
    const { site, server, cursor } = await exported();
    await site.ingest(visitors(5, 7));
    const held = await since(server, cursor);
    expect(held.rows).toEqual([]);
    await site.ingest(visitors(7, 8));
    const told = await since(server, held.cursor);
    expect(idsOf(told.rows)).toEqual(await lookUp(site, 5, 6, 7));
    expect((await since(server, told.cursor)).rows).toEqual([]);
  });

  test("are missing in whole exports too, and come after their cursor", async () => {
    const { site, server } = await exported();
    await site.ingest(visitors(5, 7));
    const whole = await read(server);
    expect(idsOf(whole.rows)).toEqual(await lookUp(site, 0, 1, 2, 3, 4));
    await site.ingest(visitors(7, 8));
    expect(idsOf((await since(server, whole.cursor)).rows)).toEqual(await lookUp(site, 5, 6, 7));
    expect((await read(server)).rows).toHaveLength(8);
  });

  test("are missing on every page", async () => {
    const { site, server } = await exported();
    await site.ingest(visitors(5, 7));
    const told: Line[] = [];
    for (let query: string | undefined = "?limit=2"; query !== undefined;) {
      const page = await read(server, query);
      told.push(...page.rows);
      query = /members(\?\S+)>/.exec(page.headers.get("link") ?? "")?.[1];
    }
    expect(idsOf(told)).toEqual(await lookUp(site, 0, 1, 2, 3, 4));
  });

  test("wait for keys that take each other's place as for one, and for no other key", async () => {
    const { site, id, server, cursor } = await exported();
    const { key } = (await site.server.post(`/keys/${id}/rotate`, {})).body as { key: string };
    await site.ingest(visitors(5, 6));
    const next = site.serverWith(`Bearer ${key}`);
    expect((await read(next)).rows).toHaveLength(5);
    expect((await since(next, cursor)).rows).toEqual([]);
    expect((await read(site.server)).rows).toHaveLength(6);
    expect((await read(server)).rows).toHaveLength(5);
  });

  test("are told to nobody only because time goes by", async () => {
    const { site, server, cursor } = await exported();
    await site.ingest(visitors(5, 6));
    await advance(3 * DAY);
    expect((await since(server, cursor)).rows).toEqual([]);
  });

  test("that were asked for by pages of changes are told to the end once there are enough", async () => {
    const { site, server, cursor } = await exported();
    await site.ingest(visitors(5, 8));
    const told: Line[] = [];
    let at = cursor;
    for (let call = 0; call < 6; call++) {
      const page = await since(server, at, "&limit=1");
      told.push(...page.rows);
      at = page.cursor;
    }
    expect(idsOf(told)).toEqual(await lookUp(site, 5, 6, 7));
  });
});

describe("exits", () => {
  test("never wait, and do not take waiting entries with them", async () => {
    const { site, server, cursor } = await exported();
    await site.ingest(visitors(5, 6));
    await revoke(site, 0);
    const first = await since(server, cursor);
    expect(first.rows).toMatchObject([{ op: "exit", reason: "consent_withdrawn" }]);
    expect(idsOf(first.rows)).toEqual(await lookUp(site, 0));
    await site.ingest(visitors(6, 8));
    const second = await since(server, first.cursor);
    expect(ops(second.rows)).toEqual(["enter", "enter", "enter"]);
  });

  test("of members whose entry waited are not told, and their entry never is", async () => {
    const { site, server, cursor } = await exported();
    await site.ingest(visitors(5, 6));
    const held = await since(server, cursor);
    await revoke(site, 5);
    const after = await since(server, held.cursor);
    expect([...held.rows, ...after.rows]).toEqual([]);
    await site.ingest(visitors(6, 9));
    const told = await since(server, after.cursor);
    expect(ops(told.rows)).toEqual(["enter", "enter", "enter"]);
    expect(idsOf(told.rows)).toEqual(await lookUp(site, 6, 7, 8));
  });

  test("that came while an entry waited leave it told of once at most: of whoever is a member still", async () => {
    const { site, server, cursor } = await exported();
    await site.ingest(visitors(5, 7));
    await flag(site, 5, true);
    await flag(site, 6, true);
    await flag(site, 6, false);
    const held = await since(server, cursor);
    expect(held.rows).toEqual([]);
    await site.ingest(visitors(7, 9));
    const told = await since(server, held.cursor);
    expect(ops(told.rows)).toEqual(["enter", "enter", "enter"]);
    expect(idsOf(told.rows)).toEqual(await lookUp(site, 6, 7, 8));
  });

  test("of members who came back, and wait, are told", async () => {
    const { site, server, cursor } = await exported();
    await revoke(site, 0);
    await site.ingest([{ ...pageView(), anonymous_id: "crm-0" }]);
    const { rows } = await since(server, cursor);
    expect(ops(rows)).toEqual(["exit"]);
    expect((await read(server)).rows).toHaveLength(4);
  });

  test("alone, and entries alone, each have a cursor that skips nothing", async () => {
    const { site, server, cursor } = await exported();
    await revoke(site, 0);
    await site.ingest(visitors(5, 8));
    const exits = await since(server, cursor, "&op=exit");
    expect(ops(exits.rows)).toEqual(["exit"]);
    const entries = await since(server, exits.cursor);
    expect(ops(entries.rows)).toEqual(["enter", "enter", "enter"]);
    expect((await since(server, entries.cursor)).rows).toEqual([]);
  });
});

test("a site whose smallest audience is one member tells every entry at once", async () => {
  const site = await createSite();
  await site.putAudience("viewers", VIEWERS);
  await site.ingest(visitors(0, 2));
  const { cursor } = await site.members("viewers");
  await site.ingest(visitors(2, 3));
  expect((await site.changes("viewers", cursor)).rows).toHaveLength(1);
});
