import { csvLine, platformCsvLine } from "../../../../worker/domain/csv.ts";
import { type FuzzTarget, must } from "../fuzz-target.ts";

/** One record of RFC 4180, read back by the letter of it. */
const readRecord = (line: string): string[] => {
  const cells: string[] = [];
  let rest = line;
  for (;;) {
    const [, quoted, plain = ""] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))/.exec(rest) ?? [];
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    rest = rest.slice(quoted === undefined ? plain.length : quoted.length + 2);
    if (!rest.startsWith(",")) break;
    rest = rest.slice(1);
  }
  must(/^\r?\n$/.test(rest), "a line is one record");
  return cells;
};

const isFormula = (cell: string): boolean => /^[=+\-@\t\r\n＝＋－＠]/.test(cell);

export const CSV: FuzzTarget = {
  name: "csv",
  seeds: ["a,b", '=SUM("A1")', "line\r\nline", '"', "＝1", "-1"],
  tokens: ['"', '""', ",", "\r\n", "\n", "=", "+", "@", "\t", "'"],
  check: (text) => {
    const cells = [text, ...text.split(",").slice(0, 5)];
    const forPeople = readRecord(csvLine(cells));
    must(forPeople.length === cells.length, "there are as many cells as there were");
    must(!forPeople.some(isFormula), "no cell is a formula");
    must(
      forPeople.every((cell, n) => cell === cells[n] || cell === `'${cells[n]}`),
      "cells are read as they were written",
    );
    const forPlatforms = readRecord(platformCsvLine(cells));
    must(JSON.stringify(forPlatforms) === JSON.stringify(cells), "a platform reads what was written");
  },
};
