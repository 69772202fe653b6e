import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { MEMBER_FORMATS } from "../../../worker/domain/export/member-formats.ts";
import { changeRows, memberRows, PEOPLE, written } from "./people.ts";

const golden = (name: string): string =>
  readFileSync(new URL(`../../fixtures/exports/${name}`, import.meta.url), "utf8");

const TARGET = { list: 123456789, session: 9778993, estimate: PEOPLE.length };
const uploads = Object.entries(MEMBER_FORMATS).filter(([, { isUpload }]) => isUpload);
const endingOf = (contentType: string): string => (contentType.startsWith("text/csv") ? "csv" : "ndjson");

describe.each(uploads)("%s", (name, format) => {
  const ending = endingOf(format.contentType);

  test("writes its members as the golden file has them, byte for byte", () => {
    const text = written(format.members(TARGET), memberRows(format, PEOPLE));
    expect(text).toBe(golden(`${name}.${ending}`));
  });

  test("writes exits as the golden file of removals has them, byte for byte", () => {
    const text = written(format.changes(TARGET), changeRows(format, "exit", PEOPLE));
    expect(text).toBe(golden(`${name}.exit.${ending}`));
  });

  test("writes entries as it writes members", () => {
    const entries = written(format.changes(TARGET), changeRows(format, "enter", PEOPLE));
    expect(entries).toBe(golden(`${name}.${ending}`));
  });

  test("is nothing but its head where there are no rows", () => {
    const writer = format.members(TARGET);
    expect(written(writer, [])).toBe(ending === "csv" ? writer.head : "");
  });

  test("shows no address, no name and no employer in clear", () => {
    const text = golden(`${name}.${ending}`).toLowerCase();
    for (const clear of ["@", "jane", "brien", "7400", "quinn", "6502530000"])
      expect(text).not.toContain(clear);
  });
});

test("nine formats are for uploads", () => {
  expect(uploads.map(([name]) => name)).toEqual([
    "google_customer_match",
    "meta",
    "tiktok",
    "linkedin",
    "microsoft",
    "pinterest",
    "snap",
    "reddit",
    "uid2",
  ]);
});
