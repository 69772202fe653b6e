import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvLine } from "../../worker/domain/csv.ts";

const cell = (value: string | number | null): string => csvLine([value]).slice(0, -2);

/** RFC 4180, character by character. */
const readLine = (line: string): string[] => {
  const cells: string[] = [];
  let text = "";
  let isQuoted = false;
  for (let i = 0; i < line.length; i++) {
    const character = line.charAt(i);
    if (isQuoted && character === '"' && line.charAt(i + 1) === '"') {
      text += '"';
      i++;
    } else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === ",") {
      cells.push(text);
      text = "";
    } else if (!isQuoted && line.startsWith("\r\n", i)) break;
    else text += character;
  }
  return [...cells, text];
};

describe("a cell that a spreadsheet would take for a formula", () => {
  test.each([
    ["=1+1", "'=1+1"],
    ["+49171", "'+49171"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t=1"],
    ["\r=1", `"'\r=1"`],
    ["\n=1", `"'\n=1"`],
    ["\uFF1D1+1", "'\uFF1D1+1"],
    ["\uFF0B1", "'\uFF0B1"],
    ["\uFF0D1", "'\uFF0D1"],
    ["\uFF20SUM(A1)", "'\uFF20SUM(A1)"],
    ['=HYPERLINK("https://evil.example","x")', `"'=HYPERLINK(""https://evil.example"",""x"")"`],
  ])("%j becomes %j", (value, expected) => {
    expect(cell(value)).toBe(expected);
  });

  test.each(["a=b", "1+1", "a@example.com", "a-b", "", " =1", "ö"])("%j is none and stays", (value) => {
    expect(cell(value)).toBe(value);
  });
});

describe("a cell", () => {
  test.each([
    ["a,b", '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ["two\nlines", '"two\nlines"'],
    ["two\r\nlines", '"two\r\nlines"'],
    ["plain", "plain"],
    [0, "0"],
    [1_767_225_600_000, "1767225600000"],
    [null, ""],
  ])("%j is written as %j", (value, expected) => {
    expect(cell(value)).toBe(expected);
  });
});

test("a line ends as RFC 4180 says and has a comma between cells", () => {
  expect(csvLine(["a", 1, null, "b"])).toBe("a,1,,b\r\n");
});

test("every line is read back as it was meant, and no cell starts a formula", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", ",", '"', "\n", "\r", "=", "+", "-", "@", "\uFF1D", "é", " "),
  });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (cells) => {
      const read = readLine(csvLine(cells));
      expect(read.map((value) => value.replace(/^'/, ""))).toEqual(cells);
      expect(read.filter((value) => /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(value))).toEqual([]);
    }),
  );
});
