import { type Baseline, baselineOf, type Figure, figureOf } from "../figure.ts";
import { CONTROL, HALLEY, type Subject } from "./subjects.ts";
import { blockingMs, mainThreadOf, ownTime } from "./trace.ts";
import { trafficUntil } from "./traffic.ts";
import type { Visit } from "./visit.ts";

/** What one visit with one subject came to. */
export interface Measured {
  readonly name: string;
  readonly load: number;
  readonly event: number;
  readonly longest: number;
  readonly requests: number;
  readonly bytes: number;
  readonly lcp: number;
  readonly inp: number;
  readonly blocking: number;
}

export const measuredOf = (subject: Subject, visited: Visit, pageUrl: string): Measured => {
  const thread = mainThreadOf(visited.trace, pageUrl);
  return {
    name: subject.name,
    ...ownTime(thread, subject.prefix),
    ...trafficUntil(visited.exchanges, visited.clickedAt),
    lcp: visited.lcp,
    inp: visited.inp,
    blocking: blockingMs(thread),
  };
};

type Quantity = Exclude<keyof Measured, "name">;

/** What a script needs, which nothing else does; and what it does to the page, which has some without it. */
const OWN: readonly (readonly [Quantity, unit: string])[] = [
  ["load", "ms"],
  ["event", "ms"],
  ["longest", "ms"],
];
const EFFECTS: readonly (readonly [Quantity, label: string, unit: string])[] = [
  ["lcp", "LCP", "ms"],
  ["inp", "INP", "ms"],
  ["blocking", "blocking", "ms"],
];

/** A ratio to nothing says nothing. */
const beside = (name: string, values: readonly number[], others: readonly number[]): Baseline[] =>
  others.length > 0 && others.every((value) => value > 0) ? [baselineOf(name, values, others)] : [];

/** Figures of all subjects at one slowdown, from their visits in the order of the rounds. */
export const figuresOf = (measured: readonly Measured[], slowdown: number): Figure[] => {
  const names = [...new Set(measured.map(({ name }) => name))];
  const valuesOf = (name: string, quantity: Quantity): number[] =>
    measured.filter((visit) => visit.name === name).map((visit) => visit[quantity]);
  return names.flatMap((name) => {
    const isScript = name !== CONTROL.name;
    const isPeer = isScript && name !== HALLEY.name;
    const label = (quantity: string): string => `${name}, ${slowdown}x, ${quantity}`;
    const besideHalley = (quantity: Quantity): Baseline[] =>
      isPeer ? beside(HALLEY.name, valuesOf(name, quantity), valuesOf(HALLEY.name, quantity)) : [];
    const own = OWN.map(([quantity, unit]) =>
      figureOf(label(quantity), unit, valuesOf(name, quantity), besideHalley(quantity)),
    );
    const effects = EFFECTS.map(([quantity, words, unit]) => {
      const values = valuesOf(name, quantity);
      const control = isScript ? beside(CONTROL.name, values, valuesOf(CONTROL.name, quantity)) : [];
      return figureOf(label(words), unit, values, control);
    });
    const traffic = [
      figureOf(label("requests"), "requests", valuesOf(name, "requests"), besideHalley("requests")),
      figureOf(label("traffic"), "B", valuesOf(name, "bytes"), besideHalley("bytes")),
    ];
    return isScript ? [...own, ...traffic, ...effects] : effects;
  });
};
