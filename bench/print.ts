import type { Figure, Outcome, Spread } from "./figure.ts";

const short = (value: number): string =>
  value.toLocaleString("en", {
    maximumFractionDigits: Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0,
  });

const range = ({ min, max }: Spread): string => (min === max ? "" : `${short(min)} – ${short(max)}`);

const cells = ({ name, unit, baselines, ...spread }: Figure): string[] => [
  name,
  short(spread.median),
  unit,
  range(spread),
  baselines.map(({ name: other, ratio }) => `${short(ratio.median)} × ${other}`).join(", "),
];

const HEAD = ["figure", "median", "unit", "min – max", "beside"];
const RIGHT_ALIGNED = new Set([1, 3]);

/** A table for people. */
export const printOutcome = (name: string, { figures, notes }: Outcome): void => {
  const rows = [HEAD, ...figures.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  console.log(`\n${name}`);
  for (const row of rows) {
    const padded = row.map((cell, column) =>
      RIGHT_ALIGNED.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
    );
    console.log(padded.join("  ").trimEnd());
  }
  for (const note of notes) console.log(`  ${note}`);
};
