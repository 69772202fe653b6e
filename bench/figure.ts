import { cpus, totalmem } from "node:os";
import { createRequire } from "node:module";

/** The middle of several measurements, and the two furthest from it. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface Baseline {
  readonly name: string;
  /** In the figure's unit; null where only the ratio was measured. */
  readonly median: number | null;
  /** The figure divided by the baseline, taken round by round. */
  readonly ratio: Spread;
}

/** One measured number, beside what it is compared with. */
export interface Figure extends Spread {
  readonly name: string;
  readonly unit: string;
  readonly baselines: readonly Baseline[];
}

/** What one benchmark found, and remarks that a reader needs to understand it. */
export interface Outcome {
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
}

export const spreadOf = (values: readonly number[]): Spread => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
  return { median, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
};

/** One number that was measured several times. */
export const figureOf = (
  name: string,
  unit: string,
  values: readonly number[],
  baselines: readonly Baseline[] = [],
): Figure => ({ name, unit, ...spreadOf(values), baselines });

/** Round by round, so that what disturbs the machine disturbs both. */
export const baselineOf = (
  name: string,
  values: readonly number[],
  baseline: readonly number[],
): Baseline => ({
  name,
  median: spreadOf(baseline).median,
  ratio: spreadOf(values.map((value, round) => value / (baseline[round] ?? Number.NaN))),
});

/** Without it no figure means anything. */
export const machine = () => ({
  cpu: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memory_bytes: totalmem(),
  platform: `${process.platform} ${process.arch}`,
});

export const versions = () => {
  const { version } = createRequire(import.meta.url)("workerd") as { version: string };
  return { node: process.versions.node, workerd: version };
};
