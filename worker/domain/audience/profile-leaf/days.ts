import { DAY_MS } from "../../../../schemas/limits.ts";
import type { ValueTest } from "../condition/value-test.ts";
import { appendSpan, span, type Timeline } from "../timeline.ts";

/** Whole days that pass a test, as pairs `[from, to)`. */
export type DaySpans = readonly (readonly [from: number, to: number])[];

/** `numbers` are those the test compares with: between them it says the same of every day. */
export const daySpans = (test: ValueTest, numbers: readonly number[]): DaySpans => {
  const bounds = new Set(numbers.flatMap((number) => [Math.ceil(number), Math.floor(number) + 1]));
  const starts = [0, ...[...bounds].filter((day) => day > 0).toSorted((a, b) => a - b)];
  return starts.flatMap((day, index) => (test(day) ? [[day, starts[index + 1] ?? Infinity] as const] : []));
};

/** When the number of days since `base` passes, from `base` until `end`; added to edges that are being collected. */
export const appendDays = (edges: number[], spans: DaySpans, base: number, end: number): void => {
  for (const [from, to] of spans) appendSpan(edges, base + from * DAY_MS, Math.min(base + to * DAY_MS, end));
};

/** What holds before the first day of all. */
export const beforeDays = (isTrue: boolean, base: number): number[] =>
  isTrue ? [...span(-Infinity, base)] : [];

/** Undefined before the first day of all. */
export const dayNumber = (base: number, at: number): number | undefined =>
  at < base ? undefined : Math.floor((at - base) / DAY_MS);

export const daysSince = (spans: DaySpans, base: number, isTrueBefore: boolean): Timeline => {
  const edges = beforeDays(isTrueBefore, base);
  appendDays(edges, spans, base, Infinity);
  return edges;
};
