import { createVisitors, fill } from "../collect/population.ts";
import { type Figure, figureOf, type Outcome } from "../figure.ts";
import type { Driven } from "../load/drive.ts";
import {
  baselineFigures,
  baselineTargets,
  measure,
  PACED_NOTE,
  rateFigure,
  type Results,
  tailFigures,
  valuesOf,
} from "../load/measure.ts";
import type { Target } from "../load/rounds.ts";
import type { BenchOptions } from "../run.ts";
import { statementsOf } from "../servers/row-counter.ts";
import { startStand } from "../servers/stand.ts";
import { configureCampaigns, decides, PLACEMENTS, WINDOWS } from "./campaigns.ts";
import { overDelivery, overDeliveryNote } from "./over-delivery.ts";
import { redisNote } from "./redis.ts";
import { countRowsWritten } from "./rows-written.ts";

const CONNECTIONS = 64;
const SHARDS = 4;
const FULL = {
  visitors: 30_000,
  rounds: 4,
  durationMs: 1_500,
  pacedRounds: 2,
  concurrent: 1_000,
  counting: { visitors: 10_000, requests: 900 },
};
const QUICK: typeof FULL = {
  visitors: 1_000,
  rounds: 1,
  durationMs: 200,
  pacedRounds: 1,
  concurrent: 200,
  counting: { visitors: 1_000, requests: 90 },
};

const ONE = "decide, 1 placement";
const MANY = `decide, ${PLACEMENTS.length} placements`;
const PAIR = "decide and viewable";

const found = ({ foundPerSecond }: Driven): number => foundPerSecond;

/** Of what was asked for, how much was served. */
const servedShare = (results: Results, name: string, perCall: number): Figure => {
  const shares = valuesOf(results, name, (driven) => driven.foundPerSecond / driven.perSecond / perCall);
  return figureOf(
    `${name}, served`,
    "%",
    shares.map((share) => share * 100),
  );
};

const saturationFigures = (results: Results): Figure[] => [
  ...baselineFigures(results),
  rateFigure(results, ONE, "decides/s"),
  rateFigure(results, MANY, "calls/s", { beside: [ONE] }),
  rateFigure(results, PAIR, "pairs/s", { read: found, beside: [ONE] }),
  servedShare(results, ONE, 1),
  servedShare(results, MANY, PLACEMENTS.length),
];

/** How much was reserved for each visitor in the end, without the warming up: ledgers grow while they are measured. */
const reservedEach = ({ saturated, paced }: Record<"saturated" | "paced", Results>, plan: typeof FULL) =>
  [saturated, paced]
    .flatMap((results) => [ONE, MANY, PAIR].flatMap((name) => valuesOf(results, name, found)))
    .reduce((sum, perSecond) => sum + (perSecond * plan.durationMs) / 1_000, 0) / plan.visitors;

/** Decisions over HTTP for visitors with a past, beside what the runtime does without us. */
export const benchDecide = async ({ isQuick, report, cleanUp }: BenchOptions): Promise<Outcome> => {
  const plan = isQuick ? QUICK : FULL;
  const stand = await startStand(SHARDS, cleanUp);
  const { folder, baseline, instance, port, load, ask } = stand;
  await configureCampaigns(ask);
  // The last ones meet nothing but one cap each.
  const visitors = createVisitors(plan.visitors + WINDOWS.length, SHARDS);
  report(`storing ${plan.visitors} visitors`);
  await fill(ask, visitors);

  const cookies = await stand.cookiesOf(visitors.slice(0, plan.visitors));
  const targets: Target[] = [
    ...baselineTargets(baseline.port),
    { name: ONE, port, traffic: decides(cookies, 1, false) },
    { name: MANY, port, traffic: decides(cookies, PLACEMENTS.length, false) },
    { name: PAIR, port, traffic: decides(cookies, 1, true) },
  ];
  const results = await measure(targets, { ...plan, load, connections: CONNECTIONS, report });

  report("asking all at once for one visitor");
  const crowded = await stand.cookiesOf(visitors.slice(plan.visitors));
  const beyond = await overDelivery({ ask, port, concurrent: plan.concurrent, visitors: crowded });
  await instance.stop();

  report("counting rows");
  const { one, many, pairs } = await countRowsWritten(
    { folder, load, shards: SHARDS, cleanUp },
    plan.counting,
  );
  const reserved = reservedEach(results, plan);
  return {
    figures: [
      ...saturationFigures(results.saturated),
      ...tailFigures(results.saturated, "at saturation"),
      ...tailFigures(results.paced, "at 70 %"),
      ...beyond,
      figureOf(`rows written, ${ONE}`, "rows", [one.rowsEach]),
      figureOf(`rows written, ${MANY}`, "rows", [many.rowsEach]),
      figureOf(`rows written, ${PAIR}, each of the two`, "rows", [pairs.rowsEach]),
    ],
    notes: [
      `${plan.visitors.toLocaleString("en")} visitors with a history, all in the audience of 10 live campaigns with 5 caps each, ${SHARDS} shards, ${CONNECTIONS} connections; every answer was checked`,
      `what is not served is a holdout's, or capped; about ${reserved.toFixed(1)} reservations a visitor in the end`,
      overDeliveryNote(plan.concurrent),
      await redisNote(),
      `rows, ${ONE}: ${statementsOf(one)}`,
      `rows, ${MANY}: ${statementsOf(many)}`,
      `rows, ${PAIR}: ${statementsOf(pairs)}`,
      `${PAIR}: two requests after each other; its times are those of one request`,
      PACED_NOTE,
    ],
  };
};
