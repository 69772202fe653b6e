import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { growInstance } from "../../bench/collect/grow.ts";
import { createVisitors } from "../../bench/collect/population.ts";
import { addressOf } from "../../worker/domain/identity/profile-id.ts";
import { PROFILE_MIGRATIONS } from "../../worker/profile/migrations.ts";

const SHARDS = 2;
const everybody = createVisitors(60, SHARDS);
const templates = everybody.slice(0, 10);
const shardOf = (id: string): number | undefined => addressOf(id)?.shard;

let folder: string;
const fileOf = (root: string, shard: number): string =>
  path.join(folder, root, "objects", "halley-profile-shard", `${shard}.sqlite`);

const open = (file: string): DatabaseSync => new DatabaseSync(file);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "halley-grow-"));
  mkdirSync(path.dirname(fileOf("stored", 0)), { recursive: true });
  for (let shard = 0; shard < SHARDS; shard++) {
    const database = open(fileOf("stored", shard));
    for (const step of PROFILE_MIGRATIONS) database.exec(step);
    for (const id of templates.filter((template) => shardOf(template) === shard)) {
      database.prepare("INSERT INTO profile VALUES (?, ?, ?, NULL)").run(id, `head of ${id}`, "history");
      database
        .prepare("INSERT INTO timer (due, kind, profile) VALUES (1, 'flip', ?), (2, 'flip', ?)")
        .run(id, id);
    }
    database.close();
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const idsIn = (root: string, shard: number, sql: string): string[] => {
  const database = open(fileOf(root, shard));
  const ids = database
    .prepare(sql)
    .all()
    .map(({ id }) => String(id));
  database.close();
  return ids.toSorted();
};

test("every further visitor lies in the shard that its id names, with all that its template has", async () => {
  await growInstance(path.join(folder, "stored"), path.join(folder, "grown"), everybody.slice(10));
  for (let shard = 0; shard < SHARDS; shard++) {
    const wanted = everybody.filter((id) => shardOf(id) === shard).toSorted();
    expect(idsIn("grown", shard, "SELECT id FROM profile")).toEqual(wanted);
    expect(idsIn("grown", shard, "SELECT profile AS id FROM timer WHERE due = 2")).toEqual(wanted);
    const originals = templates.filter((id) => shardOf(id) === shard).map((id) => `head of ${id}`);
    expect(idsIn("grown", shard, "SELECT DISTINCT head AS id FROM profile")).toEqual(originals.toSorted());
  }
});

test("the instance that is copied stays as it was, and nothing of the growing is left in the copy", async () => {
  await growInstance(path.join(folder, "stored"), path.join(folder, "grown"), everybody.slice(10));
  for (let shard = 0; shard < SHARDS; shard++) {
    const stored = templates.filter((id) => shardOf(id) === shard).toSorted();
    expect(idsIn("stored", shard, "SELECT id FROM profile")).toEqual(stored);
    const schema = "SELECT name || coalesce(sql, '') AS id FROM sqlite_schema";
    expect(idsIn("grown", shard, schema)).toEqual(idsIn("stored", shard, schema));
  }
});
