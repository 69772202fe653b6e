import { baselineOf, type Figure, figureOf } from "../figure.ts";
import type { Driven } from "../load/drive.ts";
import {
  baselineFigures,
  perSecond,
  rateFigure,
  type Results,
  tailFigures,
  valuesOf,
} from "../load/measure.ts";
import type { Crowd } from "./crowds.ts";
import type { Peer } from "./peers/peers.ts";

export const MANY_EVENTS = 10;

/** What beacons of so many events into a crowd are called. */
export const nameOf = ({ size }: Crowd, events: number): string =>
  `halley, ${size.toLocaleString("en")} profiles, ${events === 1 ? "1 event" : `${events} events`} a beacon`;

const saturationFigures = (results: Results, crowds: readonly Crowd[], peers: readonly Peer[]): Figure[] => [
  ...baselineFigures(results),
  ...peers.map(({ name }) => rateFigure(results, name, "beacons/s")),
  ...crowds.flatMap((crowd) => {
    const many = nameOf(crowd, MANY_EVENTS);
    const beside = peers.map(({ name }) => name);
    const read = (driven: Driven): number => perSecond(driven) * MANY_EVENTS;
    return [
      rateFigure(results, nameOf(crowd, 1), "beacons/s", { beside }),
      rateFigure(results, many, "beacons/s"),
      rateFigure(results, many, "events/s", { read }),
    ];
  }),
];

/** Whether a beacon takes longer where more profiles are stored. */
const flatnessFigures = (results: Results, crowds: readonly Crowd[]): Figure[] => {
  const p50 = (crowd: Crowd): number[] => valuesOf(results, nameOf(crowd, 1), ({ p50Ms }) => p50Ms);
  const [smallest] = crowds;
  if (smallest === undefined) return [];
  return crowds.slice(1).map((crowd) => {
    const baseline = baselineOf(`p50 at ${smallest.size.toLocaleString("en")}`, p50(crowd), p50(smallest));
    return figureOf(`p50 at ${crowd.size.toLocaleString("en")} profiles`, "ms", p50(crowd), [baseline]);
  });
};

/** How far the slowest answers are from the usual ones where no queue builds up. */
const stretchFigures = (paced: Results): Figure[] =>
  [...paced.keys()].map((name) =>
    figureOf(
      `${name}, p99 ÷ p50 at 70 %`,
      "×",
      valuesOf(paced, name, ({ p50Ms, p99Ms }) => p99Ms / p50Ms),
    ),
  );

/** Rates, and how long answers take. */
export const speedFigures = (
  { saturated, paced }: Readonly<Record<"saturated" | "paced", Results>>,
  crowds: readonly Crowd[],
  peers: readonly Peer[],
): Figure[] => [
  ...saturationFigures(saturated, crowds, peers),
  ...flatnessFigures(saturated, crowds),
  ...tailFigures(saturated, "at saturation"),
  ...tailFigures(paced, "at 70 %"),
  ...stretchFigures(paced),
];
