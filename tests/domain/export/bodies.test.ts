import { describe, expect, test } from "vitest";
import {
  META_ROWS_MAX,
  MICROSOFT_ITEMS_MAX,
  REDDIT_ROWS_MAX,
  SNAP_ROWS_MAX,
  UID2_ITEMS_MAX,
} from "../../../schemas/limits-export.ts";
import { createBodyWriter, filledColumns } from "../../../worker/domain/export/body-writer.ts";
import type { MemberFormat, UploadRow } from "../../../worker/domain/export/member-format.ts";
import { meta } from "../../../worker/domain/export/meta.ts";
import { microsoft } from "../../../worker/domain/export/microsoft.ts";
import { reddit } from "../../../worker/domain/export/reddit.ts";
import { snap } from "../../../worker/domain/export/snap.ts";
import { uid2 } from "../../../worker/domain/export/uid2.ts";
import type { MemberRow } from "../../../worker/domain/rpc.ts";

const TARGET = { list: null, session: null, estimate: 3 };

const keys = (email: string): UploadRow["keys"] => ({
  emails: [[email]],
  phones: [],
  devices: [],
  description: null,
  clickIds: {},
});

const rowsOf = (count: number): MemberRow[] =>
  Array.from({ length: count }, (_, i) => ({
    profile: `c${i}`,
    entered_at: 0,
    next_flip_at: null,
    keys: keys(`h${i}`),
  }));

const bodiesOf = (format: MemberFormat, count: number): unknown[] => {
  const writer = format.members(TARGET);
  const rows = rowsOf(count);
  let text = "";
  for (let from = 0; from < count; from += 700) text += writer.write(rows.slice(from, from + 700));
  return (text + writer.end())
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);
};

/** Where each platform's body has its list. */
interface Body {
  readonly payload: { readonly data: string[][] };
  readonly users: readonly { readonly data: string[][] }[];
  readonly data: { readonly user_data: string[][] };
  readonly CustomerListUserData: { readonly CustomerListItems: string[] };
  readonly email_hash: string[];
}

const LISTS: [string, MemberFormat, number, (body: Body) => readonly (string | string[])[]][] = [
  ["meta", meta, META_ROWS_MAX, ({ payload }) => payload.data],
  ["snap", snap, SNAP_ROWS_MAX, ({ users }) => users[0]?.data ?? []],
  ["reddit", reddit, REDDIT_ROWS_MAX, ({ data }) => data.user_data],
  ["microsoft", microsoft, MICROSOFT_ITEMS_MAX, (body) => body.CustomerListUserData.CustomerListItems],
  ["uid2", uid2, UID2_ITEMS_MAX, ({ email_hash }) => email_hash],
];

describe.each(LISTS)("a body of %s", (_, format, max, listOf) => {
  test.each([
    [-1, 1],
    [0, 1],
    [1, 2],
  ])("holds no more than the platform takes: %i of the limit makes %i", (more, bodies) => {
    const lists = bodiesOf(format, max + more).map((body) => listOf(body as Body));
    expect(lists).toHaveLength(bodies);
    expect(lists.map(({ length }) => length)).toEqual(more === 1 ? [max, 1] : [max + more]);
    expect(lists.flat(2)).toEqual(Array.from({ length: max + more }, (_row, i) => `h${i}`));
  });
});

const sessionsOf = (count: number): unknown[] => {
  const writer = meta.members({ ...TARGET, session: 77, estimate: count });
  const text = writer.write(rowsOf(count)) + writer.end();
  return text
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { session: unknown }).session);
};
const session = (number: number, isLast: boolean, total: number) => ({
  session_id: 77,
  batch_seq: number,
  last_batch_flag: isLast,
  estimated_num_total: total,
});

describe("an upload session of Meta", () => {
  test("counts its bodies from one, and says which is the last", () => {
    const total = 2 * META_ROWS_MAX;
    expect(sessionsOf(total)).toEqual([session(1, false, total), session(2, true, total)]);
    expect(sessionsOf(total + 1).at(-1)).toEqual(session(3, true, total + 1));
  });

  test("is left out where none was opened", () => {
    const writer = meta.members(TARGET);
    expect(JSON.parse(writer.write(rowsOf(1)) + writer.end())).toEqual({
      payload: { schema: ["EMAIL"], data: [["h0"]] },
    });
  });
});

test("bodies hold each item once and in order, however many come at a time", () => {
  const bodies = createBodyWriter<number>(3, (items, place) => ({ items, ...place }));
  const text =
    bodies.add([1]) + bodies.add([]) + bodies.add([2, 3, 4, 5, 6, 7, 8]) + bodies.add([9]) + bodies.end();
  expect(text.split("\n").filter((line) => line !== "")).toEqual([
    '{"items":[1,2,3],"number":1,"isLast":false}',
    '{"items":[4,5,6],"number":2,"isLast":false}',
    '{"items":[7,8,9],"number":3,"isLast":true}',
  ]);
  expect(bodies.end()).toBe("");
});

test("a column that nobody fills is left out", () => {
  expect(
    filledColumns(
      ["A", "B", "C"],
      [
        ["1", "", ""],
        ["", "", "2"],
      ],
    ),
  ).toEqual({
    columns: ["A", "C"],
    rows: [
      ["1", ""],
      ["", "2"],
    ],
  });
});
