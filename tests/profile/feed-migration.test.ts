import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { decodeHead, encodeHead } from "../../worker/domain/profile/codec.ts";
import { newProfile, type Standing } from "../../worker/domain/profile/profile.ts";
import { MEMBERS_TOLD } from "../../worker/profile/feed-base-store.ts";
import { PROFILE_MIGRATIONS } from "../../worker/profile/migrations.ts";

const step = PROFILE_MIGRATIONS.findIndex((sql) => sql.includes("DROP TABLE membership"));

/** A shard's database as it was while memberships had a table of their own. */
const before = (): DatabaseSync => {
  const database = new DatabaseSync(":memory:");
  for (const sql of PROFILE_MIGRATIONS.slice(0, step)) database.exec(sql);
  return database;
};

const after = (database: DatabaseSync): void => database.exec(PROFILE_MIGRATIONS[step] ?? "");

const memberSince = (enteredAt: number): Standing => ({
  version: 3,
  enteredAt,
  nextFlipAt: null,
  truncated: false,
});
const FORMER: Standing = { version: 3, enteredAt: null, nextFlipAt: 99, truncated: false };

interface Kept {
  readonly standings: Record<string, Standing>;
  readonly isExportable?: boolean;
}

const keep = (database: DatabaseSync, id: string, { standings, isExportable = true }: Kept): void => {
  const { head } = newProfile(id, 1, { country: "DE", subdivision: null });
  database
    .prepare("INSERT INTO profile VALUES (?, ?, '[]', NULL)")
    .run(id, encodeHead({ ...head, standings, isExportable }));
  for (const [audience, { enteredAt }] of Object.entries(standings)) {
    if (enteredAt !== null) database.prepare("INSERT INTO membership VALUES (?, ?)").run(audience, id);
  }
};

const tell = (database: DatabaseSync, seq: number, op: string, profile: string, audience = "boots"): void => {
  database
    .prepare("INSERT INTO change VALUES (?, ?, ?, ?, ?, 3, NULL, ?)")
    .run(audience, seq, profile, op, seq * 10, seq * 10);
};

const entriesOf = (database: DatabaseSync, id: string) => {
  const row = database.prepare("SELECT head FROM profile WHERE id = ?").get(id);
  return Object.fromEntries(decodeHead(String(row?.["head"])).entries);
};

const entryRows = (database: DatabaseSync, profile: string) =>
  database
    .prepare("SELECT audience, seq, at FROM change WHERE profile = ? AND op = 'enter' ORDER BY seq")
    .all(profile)
    .map((row) => ({ ...row }));

const sizeOf = (database: DatabaseSync, audience: string): number => {
  const { told } =
    database.prepare(`SELECT ${MEMBERS_TOLD} AS told FROM change WHERE audience = ?`).get(audience) ?? {};
  const { members } =
    database.prepare("SELECT members FROM feed_base WHERE audience = ?").get(audience) ?? {};
  return Number(told) + Number(members ?? 0);
};

test("who was a member is one by the newest entry that the feed has of it", () => {
  const database = before();
  keep(database, "vx00a", { standings: { boots: memberSince(70), tents: memberSince(20) } });
  keep(database, "vx00b", { standings: { boots: FORMER } });
  for (const [seq, op, id] of [
    [5, "enter", "vx00a"],
    [6, "exit", "vx00a"],
    [7, "enter", "vx00a"],
    [8, "enter", "vx00b"],
    [9, "exit", "vx00b"],
  ] as const) {
    tell(database, seq, op, id);
  }
  tell(database, 2, "enter", "vx00a", "tents");
  after(database);
  expect(entriesOf(database, "vx00a")).toEqual({ boots: 7, tents: 2 });
  expect(entriesOf(database, "vx00b")).toEqual({});
  expect([sizeOf(database, "boots"), sizeOf(database, "tents")]).toEqual([1, 1]);
  const ops = database.prepare("SELECT op FROM change WHERE audience = 'boots' ORDER BY seq").all();
  expect(ops.map(({ op }) => op)).toEqual(["ended", "exit", "enter", "ended", "exit"]);
  const standings = decodeHead(
    String(database.prepare("SELECT head FROM profile").get()?.["head"]),
  ).standings;
  expect(standings).toEqual({ boots: memberSince(70), tents: memberSince(20) });
});

test("a member whose entry was dropped gets one again, under a number that no cursor stands before", () => {
  const database = before();
  for (const id of ["vx00a", "vx00b"])
    keep(database, id, { standings: { boots: memberSince(id === "vx00a" ? 44 : 33) } });
  keep(database, "vx00c", { standings: { boots: memberSince(90) } });
  tell(database, 9, "enter", "vx00c");
  after(database);
  expect(entryRows(database, "vx00b")).toEqual([{ audience: "boots", seq: 1, at: 33 }]);
  expect(entryRows(database, "vx00a")).toEqual([{ audience: "boots", seq: 2, at: 44 }]);
  expect([entriesOf(database, "vx00b"), entriesOf(database, "vx00a")]).toEqual([{ boots: 1 }, { boots: 2 }]);
  expect(database.prepare("SELECT dropped FROM feed_base").get()).toEqual({ dropped: 8 });
  expect(sizeOf(database, "boots")).toBe(3);
});

test("a feed that was dropped as a whole goes on behind its last number", () => {
  const database = before();
  keep(database, "vx00a", { standings: { boots: memberSince(44) } });
  database.exec("INSERT INTO feed_dropped VALUES ('boots', 12)");
  after(database);
  expect(entriesOf(database, "vx00a")).toEqual({ boots: 1 });
  expect(database.prepare("SELECT dropped, members FROM feed_base").get()).toEqual({
    dropped: 12,
    members: 0,
  });
});

test("members that may not leave for ad platforms are counted and have no entry", () => {
  const database = before();
  keep(database, "vx00a", { standings: { boots: memberSince(44) }, isExportable: false });
  after(database);
  expect(entriesOf(database, "vx00a")).toEqual({});
  expect(entryRows(database, "vx00a")).toEqual([]);
  expect(sizeOf(database, "boots")).toBe(1);
});

test("a row that cannot be read stays as it is and stops nothing", () => {
  const database = before();
  database.exec(
    "INSERT INTO profile VALUES ('vx00a', 'torn', '[]', NULL); INSERT INTO membership VALUES ('boots', 'vx00a')",
  );
  keep(database, "vx00b", { standings: { boots: memberSince(10) } });
  tell(database, 1, "enter", "vx00b");
  after(database);
  expect(database.prepare("SELECT head FROM profile WHERE id = 'vx00a'").get()).toEqual({ head: "torn" });
  expect(entriesOf(database, "vx00b")).toEqual({ boots: 1 });
  expect(sizeOf(database, "boots")).toBe(2);
});

test("an entry that is told again is as old as the feed's oldest change, so that a sweep comes by it", () => {
  const database = before();
  keep(database, "vx00a", { standings: { boots: memberSince(5_000) } });
  keep(database, "vx00b", { standings: { boots: memberSince(90) } });
  tell(database, 9, "enter", "vx00b");
  after(database);
  const recorded = database.prepare("SELECT seq, recorded_at FROM change ORDER BY seq").all();
  expect(recorded.map((row) => ({ ...row }))).toEqual([
    { seq: 1, recorded_at: 90 },
    { seq: 9, recorded_at: 90 },
  ]);
});

test("walks over members that destinations begin with begin again", () => {
  const database = before();
  const push = {
    destination: "ads",
    walk: [
      ["boots", "vx00abc"],
      ["tents", ""],
    ],
    version: 2,
  };
  database
    .prepare("INSERT INTO push VALUES ('ads', ?), ('torn', '{'), ('idle', '{\"walk\":[]}')")
    .run(JSON.stringify(push));
  after(database);
  const texts = database
    .prepare("SELECT push FROM push ORDER BY destination")
    .all()
    .map((row) => String(row["push"]));
  expect(JSON.parse(texts[0] ?? "")).toEqual({
    ...push,
    walk: [
      ["boots", 0],
      ["tents", 0],
    ],
  });
  expect(texts.slice(1)).toEqual(['{"walk":[]}', "{"]);
});

test("exits that name nobody any more are noted once, in place of being looked for", () => {
  const database = before();
  keep(database, "vx00a", { standings: { boots: memberSince(10) } });
  tell(database, 1, "enter", "vx00a");
  tell(database, 2, "enter", "");
  tell(database, 3, "exit", "");
  database.exec("UPDATE change SET reason = 'erased' WHERE seq = 3");
  after(database);
  expect({ ...database.prepare("SELECT * FROM feed_base").get() }).toEqual({
    audience: "boots",
    dropped: 3,
    members: 0,
    counted: 0,
  });
});

test("the entries of a big shard are looked up one by one, not among all of their audience", () => {
  const database = before();
  const statements = (PROFILE_MIGRATIONS[step] ?? "").split(/;\s*\n/);
  const plans = statements.flatMap((statement) => {
    const plan = /^\s*(INSERT|UPDATE)/.test(statement)
      ? database.prepare(`EXPLAIN QUERY PLAN ${statement}`).all()
      : [];
    database.exec(statement);
    return plan.map(({ detail }) => String(detail));
  });
  const ofMembers = plans.filter((detail) => /^SEARCH (c|e) /.test(detail));
  expect(ofMembers.length).toBeGreaterThan(3);
  // The sum of a whole feed is the one that reads it all.
  expect(ofMembers.filter((detail) => detail.endsWith("(audience=?)"))).toHaveLength(1);
});
