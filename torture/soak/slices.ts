import { median } from "../quantile.ts";
import { never, type Verdict, within } from "../verdict.ts";

/** What was seen in one stretch of time, as it ended. */
export interface Slice {
  /** Answers a second. */
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  readonly memoryMib: number;
  /** Of all databases with their logs. */
  readonly databaseBytes: number;
  /** Acknowledged since the beginning. */
  readonly events: number;
}

const FIFTHS = 5;
const MEMORY_MAX = 1.2;
const LATENCY_MAX = 1.3;
const BYTES_MAX = 1.2;

/** One of five parts as equal as they can be; the first warms up. */
export const fifth = (slices: readonly Slice[], which: 1 | 2 | 3 | 4 | 5): readonly Slice[] =>
  slices.slice(
    Math.floor((slices.length * (which - 1)) / FIFTHS),
    Math.floor((slices.length * which) / FIFTHS),
  );

/** Of the last fifth beside the second. */
interface Change {
  readonly before: number;
  readonly after: number;
}

const changeOf = (slices: readonly Slice[], read: (slice: Slice) => number): Change => ({
  before: median(fifth(slices, 2).map(read)),
  after: median(fifth(slices, 5).map(read)),
});

/** Bytes that one event added between two moments. */
const bytesPerEvent = (from: Slice | undefined, to: Slice | undefined): number =>
  from === undefined || to === undefined
    ? Number.NaN
    : (to.databaseBytes - from.databaseBytes) / (to.events - from.events);

/** What an event added in the first half and in the last. */
export const growthOfDatabases = (slices: readonly Slice[]): Change => {
  const middle = slices[Math.floor((slices.length - 1) / 2)];
  return { before: bytesPerEvent(slices[0], middle), after: bytesPerEvent(middle, slices.at(-1)) };
};

const said = ({ before, after }: Change, unit: string): string =>
  `${before.toFixed(1)} ${unit}, then ${after.toFixed(1)} ${unit}`;

/** A comparison without numbers holds nothing. */
const noMoreThan = (promise: string, change: Change, times: number, unit: string): Verdict => ({
  ...never(promise, change.after <= change.before * times ? [] : [promise]),
  seen: said(change, unit),
});

/** Whether what should be flat was. */
export const verdictsOf = (slices: readonly Slice[]): Verdict[] => {
  const latency = changeOf(slices, ({ p50 }) => p50);
  return [
    noMoreThan(
      `memory of the last fifth at most ${MEMORY_MAX} times that of the second`,
      changeOf(slices, ({ memoryMib }) => memoryMib),
      MEMORY_MAX,
      "MiB",
    ),
    within(
      `latency: the median answer of the last fifth, ${LATENCY_MAX} times that of the second`,
      latency.after,
      latency.before * LATENCY_MAX,
    ),
    noMoreThan(
      `database per event in the last half at most ${BYTES_MAX} times that in the first`,
      growthOfDatabases(slices),
      BYTES_MAX,
      "bytes",
    ),
  ];
};

const thousands = (value: number): string => Math.round(value).toLocaleString("en");

/** A line for people. */
export const lineOf = (slice: Slice): string =>
  [
    `${thousands(slice.rate)}/s`,
    `p50 ${slice.p50.toFixed(1)} ms`,
    `p99 ${slice.p99.toFixed(1)} ms`,
    `memory ${slice.memoryMib.toFixed(0)} MiB`,
    `databases ${(slice.databaseBytes / 1_048_576).toFixed(1)} MiB`,
    `${thousands(slice.events)} events`,
  ].join(", ");
