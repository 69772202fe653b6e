import { expect, test } from "vitest";
import { shardName } from "../../../worker/domain/identity/profile-id.ts";
import { allShards, grownLayout } from "../../../worker/domain/identity/shard-layout.ts";

test("a walk visits every region in use and all contacts, each shard once", () => {
  const shards = allShards({ visitors: 2, mapped: 1, contacts: 2, letters: ["e", "x"] });
  expect(shards.map((shard) => shardName("s", shard))).toEqual([
    "s/weur/00",
    "s/weur/01",
    "s/any/00",
    "s/any/01",
    "s/contacts/00",
    "s/contacts/01",
  ]);
});

test("a walk also visits shards that only foreign ids map to", () => {
  const shards = allShards({ visitors: 1, mapped: 3, contacts: 1, letters: ["x"] });
  expect(shards.map((shard) => shardName("s", shard))).toEqual([
    "s/any/00",
    "s/any/01",
    "s/any/02",
    "s/contacts/00",
  ]);
});

test("a site without visitors has only contacts to visit", () => {
  expect(allShards({ visitors: 16, mapped: 16, contacts: 1, letters: [] })).toEqual([
    { kind: "contact", letter: null, shard: 0 },
  ]);
});

test("a new site's layout has the shards it is made with and no region but the unknown one", () => {
  expect(grownLayout(null, { visitorShards: 4, contactShards: 2 })).toEqual({
    visitors: 4,
    mapped: 4,
    contacts: 2,
    letters: ["x"],
  });
});

test("a layout grows by shards of visitors alone, and never shrinks", () => {
  const before = grownLayout(null, { visitorShards: 4, contactShards: 2 });
  expect(grownLayout(before, { visitorShards: 5, contactShards: 9 })).toEqual({ ...before, visitors: 5 });
  expect(grownLayout(before, { visitorShards: 4, contactShards: 9 })).toBe(before);
  expect(grownLayout(before, { visitorShards: 3, contactShards: 2 })).toBe(before);
});
