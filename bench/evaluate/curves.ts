import { baselineOf, type Figure, figureOf } from "../figure.ts";
import type { AudienceSet } from "../../worker/domain/audience/audience-set.ts";
import type { StoredEvent } from "../../worker/domain/profile-state.ts";
import { createRandom } from "../collect/random.ts";
import { compileSet, type DefinitionInput, definitionOf } from "./halley/bench-set.ts";
import { WarmProfile } from "./halley/warm-profile.ts";
import { type BenchProfile, createPopulation, eventAt, NOW } from "./population.ts";
import { SHARED_AUDIENCES } from "./rules.ts";

const SIZES = [10, 100, 1_000];
const RULES_THAT_NAME_IT = 10;
const NAMED = "view_item";
/** Few, so that what differs is the work and not what of it fits into the processor's caches. */
const PROFILES = 10;
const ARRIVALS = 10;
const HISTORY = 50;

/** One way to take in events, at one size. */
interface Point {
  readonly set: AudienceSet;
  readonly profiles: readonly BenchProfile[];
  readonly eventAt: (at: number, n: number, random: () => number) => StoredEvent;
}

/** Nanoseconds per event, with all of the profile's answers renewed; the warm evaluations are made before. */
const timePoint = ({ set, profiles, eventAt: makeEvent }: Point): number => {
  const random = createRandom(17);
  const warm = profiles.map((profile) => new WarmProfile(set, profile, NOW));
  const events = Array.from({ length: ARRIVALS }, (_, arrival) =>
    profiles.map(({ log }) => makeEvent(NOW + 1 + arrival, log.length + arrival, random)),
  );
  const startedAt = performance.now();
  for (const sweep of events) {
    for (const [index, event] of sweep.entries()) warm[index]?.arrive(event);
  }
  return ((performance.now() - startedAt) * 1e6) / (profiles.length * ARRIVALS);
};

const ofShop = (at: number, n: number, random: () => number): StoredEvent => eventAt(at, n, random).stored;

const ofType =
  (type: string): Point["eventAt"] =>
  (at, n, random) => ({ ...ofShop(at, n, random), type });

const fewOfMany = (rules: number): AudienceSet =>
  compileSet(
    Array.from({ length: rules }, (_, index): DefinitionInput => {
      const event = index < RULES_THAT_NAME_IT ? NAMED : `other_${index}`;
      const name = `Rule ${index}`;
      return { v: 1, name, of: "visitors", include: { event, count: { gte: 1 + index }, within: "30d" } };
    }),
  );

/** All points in turn, over and over; the first times warm up. */
const measurePoints = (points: readonly Point[], passes: number): number[][] => {
  const times: number[][] = points.map(() => []);
  for (let pass = -Math.ceil(passes / 2); pass < passes; pass++) {
    for (const [index, point] of points.entries()) {
      const ns = timePoint(point);
      if (pass >= 0) times[index]?.push(ns);
    }
  }
  return times;
};

/** A figure for each point, beside the first of its kind. */
const curveOf = (times: readonly (readonly number[])[], nameOf: (size: number) => string): Figure[] =>
  SIZES.map((size, index) => {
    const values = times[index] ?? [];
    const first = times[0] ?? [];
    const baselines = index === 0 ? [] : [baselineOf(`that at ${SIZES[0]}`, values, first)];
    return figureOf(nameOf(size), "ns/event", values, baselines);
  });

const count = (size: number): string => size.toLocaleString("en");

/** What an arriving event costs, whatever came before and however many rules do not name it. */
export const curves = (passes: number): Figure[] => {
  const shared = compileSet(SHARED_AUDIENCES.map(definitionOf));
  const histories = SIZES.map((size) => createPopulation(PROFILES, size));
  const byHistory = histories.map((profiles): Point => ({ set: shared, profiles, eventAt: ofShop }));
  const profiles = createPopulation(PROFILES, HISTORY);
  const sets = SIZES.map(fewOfMany);
  const byRules = sets.map((set): Point => ({ set, profiles, eventAt: ofType(NAMED) }));
  const unnamed = sets.map((set): Point => ({ set, profiles, eventAt: ofType("page_scrolled") }));
  const times = measurePoints([...byHistory, ...byRules, ...unnamed], passes);
  return [
    ...curveOf(times.slice(0, 3), (size) => `event after a history of ${count(size)}, 20 rules`),
    ...curveOf(times.slice(3, 6), (size) => `event that ${RULES_THAT_NAME_IT} of ${count(size)} rules name`),
    ...curveOf(times.slice(6, 9), (size) => `event that none of ${count(size)} rules names`),
  ];
};
