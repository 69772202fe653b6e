import { baselineOf, type Figure, figureOf, spreadOf } from "../figure.ts";
import type { BenchOptions } from "../run.ts";
import type { AudienceSet } from "../../worker/domain/audience/audience-set.ts";
import { Evaluation } from "../../worker/domain/audience/evaluation.ts";
import { compileSet, definitionOf } from "./halley/bench-set.ts";
import { FURTHER_AUDIENCES } from "./halley/further-audiences.ts";
import { createFullEvaluation } from "./halley/full-evaluation.ts";
import { createIncremental, type Incremental, PRESENT, type Reference } from "./halley/incremental.ts";
import { subjectOf } from "./halley/subject.ts";
import { type Contest, contestOf, measure, type MeasurePlan, type Rates } from "./measure.ts";
import { BY_HAND, createByHand } from "./peers/by-hand.ts";
import { createJsonLogic } from "./peers/json-logic.ts";
import { createJsonRulesEngine } from "./peers/json-rules-engine.ts";
import { createSift } from "./peers/sift-queries.ts";
import { createSqlite } from "./peers/sqlite.ts";
import { createPopulation, NOW } from "./population.ts";
import { SHARED_AUDIENCES } from "./rules.ts";

const RULES = SHARED_AUDIENCES.length;
const INCREMENTAL = "halley, per arriving event";
const FURTHER_INCREMENTAL = `${INCREMENTAL}, what the others cannot say`;
const FURTHER_FULL = "halley, full evaluation, what the others cannot say";
const UNIT = "profile·rules/s";

export interface ComparePlan extends MeasurePlan {
  readonly profiles: number;
  readonly eventsEach: number;
}

/** After an arriving event all answers of its profile are current, so it counts as one for each rule. */
const arriving = (name: string, incremental: Incremental, rules: number) => {
  const touchedPerEvent: number[] = [];
  const contest: Contest = {
    name,
    prepare: () => incremental.prepare(),
    run: () => {
      const { events, touched } = incremental.run();
      touchedPerEvent.push(touched / events);
      return events * rules;
    },
  };
  return { contest, touchedPerEvent };
};

const byHandAt: Reference = ({ documents }, at) => BY_HAND.map((isMember) => isMember(documents, at));

const anewAt =
  (set: AudienceSet): Reference =>
  (profile, at) => {
    const evaluation = new Evaluation(set, subjectOf(profile));
    return set.audiences.map((audience) => evaluation.membershipOf(audience, at).member);
  };

const figuresOf = (rates: Rates, touched: readonly number[]): Figure[] => {
  const of = (name: string): readonly number[] => rates.get(name) ?? [];
  const peers = [...rates.keys()].filter((name) => !name.startsWith("halley"));
  const beside = (name: string): Figure =>
    figureOf(
      name,
      UNIT,
      of(name),
      peers.map((peer) => baselineOf(peer, of(name), of(peer))),
    );
  const events = of(INCREMENTAL).map((rate) => rate / RULES);
  const further = (name: string): Figure => figureOf(name, UNIT, of(name));
  return [
    beside(INCREMENTAL),
    figureOf(INCREMENTAL, "events/s", events),
    figureOf("audiences that an event touches", "audiences", touched),
    beside("halley, full evaluation"),
    ...peers.map((name) => figureOf(name, UNIT, of(name))),
    further(FURTHER_INCREMENTAL),
    further(FURTHER_FULL),
  ];
};

/** The engine beside its peers, on the same profiles, events and rules. */
export const compare = async (
  plan: ComparePlan,
  { report, cleanUp }: Pick<BenchOptions, "report" | "cleanUp">,
): Promise<{ figures: Figure[]; notes: string[] }> => {
  report(`making ${plan.profiles} profiles of ${plan.eventsEach} events`);
  const profiles = createPopulation(plan.profiles, plan.eventsEach);
  const set = compileSet(SHARED_AUDIENCES.map(definitionOf));
  const furtherSet = compileSet(FURTHER_AUDIENCES);
  const byHand = createByHand(profiles, NOW);
  const expected = new Uint8Array(plan.profiles * RULES);
  await byHand.answer(expected);
  const shared = arriving(INCREMENTAL, createIncremental(profiles, set, NOW, byHandAt), RULES);
  const furtherRules = furtherSet.audiences.length;
  const further = arriving(
    FURTHER_INCREMENTAL,
    createIncremental(profiles, furtherSet, NOW, anewAt(furtherSet)),
    furtherRules,
  );
  const furtherFull = createFullEvaluation(profiles, furtherSet, NOW);
  const furtherAnswers = new Uint8Array(plan.profiles * furtherRules);
  await furtherFull.answer(furtherAnswers);
  const rates = await measure(
    [
      shared.contest,
      contestOf(createFullEvaluation(profiles, set, NOW), expected),
      contestOf(byHand, expected),
      contestOf(createSqlite(profiles, SHARED_AUDIENCES, NOW, cleanUp), expected),
      contestOf(createSift(profiles, SHARED_AUDIENCES, NOW), expected),
      contestOf(createJsonLogic(profiles, SHARED_AUDIENCES, NOW), expected),
      contestOf(createJsonRulesEngine(profiles, SHARED_AUDIENCES, NOW), expected),
      further.contest,
      { ...contestOf(furtherFull, furtherAnswers), name: FURTHER_FULL },
    ],
    plan,
    report,
  );
  const members = spreadOf(
    SHARED_AUDIENCES.map((_, rule) => {
      let count = 0;
      for (let place = rule; place < expected.length; place += RULES) count += expected[place] ?? 0;
      return (100 * count) / plan.profiles;
    }),
  );
  return {
    figures: figuresOf(rates, shared.touchedPerEvent),
    notes: [
      `${plan.profiles.toLocaleString("en")} profiles × ${plan.eventsEach} events × ${RULES} rules, which ${members.min.toFixed(0)} to ${members.max.toFixed(0)} % of the profiles meet; all gave the same answers in every run`,
      `per arriving event: ${PRESENT} warm evaluations, as many as a shard keeps of this length, take 20 events each in scattered order, then the next; after an event all ${RULES} answers of its profile are current, whichever it touched, so it counts as ${RULES}`,
      "full evaluation: from the log, and says since when and until when; all others say yes or no",
      "each peer has its own operators where it has any and functions where it has none; windows are worked out beforehand",
      "SQL: 20 queries over one table in memory with the best indexes found, which list the members; by hand: loops from the newest event to the window's edge",
    ],
  };
};
