import { describe, expect, test } from "vitest";
import { readSources, type Source, type Violation } from "./source.ts";

const LINES_MAX = 250;

/** Written by scripts: nobody reads them from top to bottom. */
const GENERATED = new Set(["client/routes.ts"]);

/** Names that say nothing of what is inside. */
const VAGUE = new Set([
  "util",
  "utils",
  "helper",
  "helpers",
  "misc",
  "types",
  "common",
  "shared",
  "lib",
  "manager",
  "info",
  "data",
]);

/** Where a package or a Worker starts; everywhere else an index is a list of re-exports. */
const ENTRIES = new Set(["worker/index.ts", "demo/index.ts"]);

const tooLong = ({ path, text }: Source): Violation[] => {
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  return lines > LINES_MAX && !GENERATED.has(path) ? [`${path} has ${lines} lines`] : [];
};

const badName = ({ path }: Source): Violation[] => {
  const parts = path.split("/").map((part) => part.replace(/\..*$/, ""));
  const isVague = parts.some((part) => VAGUE.has(part));
  const isBarrel = parts.at(-1) === "index" && !ENTRIES.has(path);
  const isKebab = parts.every((part) => /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(part));
  return isVague || isBarrel || !isKebab ? [`${path} is named badly`] : [];
};

/** Everything but an entry is found by its name. The parts that the snippet loads late are entries too. */
const defaultExport = ({ path, text }: Source): Violation[] =>
  /^export default\b/m.test(text) && !ENTRIES.has(path) ? [`${path} has a default export`] : [];

const PRODUCT = ["snippet", "schemas", "worker", "api", "client"] as const;

test(`no file of the product is longer than ${LINES_MAX} lines`, () => {
  expect(readSources(...PRODUCT).flatMap(tooLong)).toEqual([]);
});

test("no file or folder has a name that says nothing, and none is a barrel", () => {
  expect(readSources(...PRODUCT, "demo", "scripts").flatMap(badName)).toEqual([]);
});

test("only entries have a default export", () => {
  expect(readSources("schemas", "worker", "api", "client").flatMap(defaultExport)).toEqual([]);
});

describe("the rules refuse", () => {
  test("one line too many", () => {
    const linesOf = (count: number) => tooLong({ path: "worker/a.ts", text: "a;\n".repeat(count) }).length;
    expect([LINES_MAX - 1, LINES_MAX, LINES_MAX + 1].map(linesOf)).toEqual([0, 0, 1]);
    expect(tooLong({ path: "worker/a.ts", text: `${"a;\n".repeat(LINES_MAX)}a;` })).toHaveLength(1);
  });

  test.each([
    "worker/util.ts",
    "worker/utils/time.ts",
    "worker/http/helper.ts",
    "schemas/types.ts",
    "worker/domain/misc.ts",
    "worker/domain/index.ts",
    "worker/http/index.ts",
    "snippet/sendBeacon.ts",
    "worker/domain/Gate.ts",
    "worker/domain/region_rule.ts",
  ])("the name %s", (path) => {
    expect(badName({ path, text: "" })).toHaveLength(1);
  });

  test.each(["worker/index.ts", "demo/index.ts", "worker/domain/event-time.ts", "demo/cart.client.js"])(
    "not the name %s",
    (path) => {
      expect(badName({ path, text: "" })).toEqual([]);
    },
  );

  test("a default export of anything but an entry", () => {
    const text = "const a = 1;\nexport default a;\n";
    expect(defaultExport({ path: "worker/http/a.ts", text })).toHaveLength(1);
    expect(defaultExport({ path: "worker/index.ts", text })).toEqual([]);
  });
});
