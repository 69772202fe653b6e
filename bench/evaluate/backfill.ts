import { setTimeout as sleep } from "node:timers/promises";
import { beaconsOf } from "../collect/count-beacons.ts";
import { startCrowds } from "../collect/crowds.ts";
import { createVisitors, fill } from "../collect/population.ts";
import { BENCH_SITE, configureSite, createAsk } from "../collect/site-admin.ts";
import { baselineOf, type Figure, figureOf } from "../figure.ts";
import type { Driven } from "../load/drive.ts";
import type { BenchOptions } from "../run.ts";
import { ADMIN_KEY } from "../servers/halley.ts";
import { startStand } from "../servers/stand.ts";
import type { DefinitionInput } from "./halley/bench-set.ts";

export interface BackfillPlan {
  readonly visitors: number;
  readonly rounds: number;
  /** Beacons are sent in windows of this length, each of which has its own tail. */
  readonly windowMs: number;
}

const SHARDS = 4;
/** Visitors that the product stores itself; all others are copies of them. */
const TEMPLATES = 1_000;
const CONNECTIONS = 32;
/** Beacons a second: far below what the machine takes, as a shop's are. */
const RATE = 300;
/** Windows before each backfill. */
const WINDOWS_BEFORE = 2;
const POLL_MS = 250;
const READY_WITHIN_MS = 300_000;

/** Reads what most profiles have much of; another one each time, so that nothing is known beforehand. */
const newAudience = (round: number): DefinitionInput => ({
  v: 1,
  name: `Backfilled ${round}`,
  of: "visitors",
  include: {
    and: [
      { event: "view_item", count: { gte: 2 }, within: `${15 + round}d` },
      { not: { event: "purchase", within: `${15 + round}d` } },
    ],
  },
});

interface AudienceStatus {
  readonly status: "warming" | "ready";
  readonly size: number;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const p99 = (driven: readonly Driven[]): number => mean(driven.map(({ p99Ms }) => p99Ms));

/** A new audience over many stored profiles while beacons keep coming. */
export const backfill = async (
  plan: BackfillPlan,
  { report, cleanUp }: Pick<BenchOptions, "report" | "cleanUp">,
): Promise<{ figures: Figure[]; notes: string[] }> => {
  const stand = await startStand(SHARDS, cleanUp);
  await configureSite(stand.ask);
  await fill(stand.ask, createVisitors(TEMPLATES, SHARDS));
  await stand.instance.stop();
  const [crowd] = await startCrowds(stand, [plan.visitors], TEMPLATES, { shards: SHARDS, report, cleanUp });
  if (crowd === undefined) throw new Error("there is one crowd");
  const { instance, port, cookies } = crowd;
  const { load } = stand;
  const ask = createAsk(instance.origin, ADMIN_KEY);
  const traffic = beaconsOf(cookies, 1);
  const drive = (): Promise<Driven> =>
    load.run({ port, traffic, connections: CONNECTIONS, durationMs: plan.windowMs, rate: RATE });

  const statusOf = async (id: string): Promise<AudienceStatus> => {
    const answer = await fetch(`${instance.origin}/v1/sites/${BENCH_SITE}/audiences/${id}`, {
      headers: { authorization: `Bearer ${ADMIN_KEY}` },
    });
    if (!answer.ok) throw new Error(`the audience's status answered ${answer.status}`);
    return (await answer.json()) as AudienceStatus;
  };
  const readyAfter = async (id: string, startedAt: number): Promise<number> => {
    while (performance.now() < startedAt + READY_WITHIN_MS) {
      const { status, size } = await statusOf(id);
      if (status === "ready") {
        if (size === 0) throw new Error("a backfilled audience has members");
        return (performance.now() - startedAt) / 1_000;
      }
      await sleep(POLL_MS);
    }
    throw new Error(`${id} did not become ready`);
  };

  const seconds: number[] = [];
  const tailsBefore: number[] = [];
  const tailsDuring: number[] = [];
  await drive();
  for (let round = 0; round < plan.rounds; round++) {
    report(`backfilling, round ${round + 1} of ${plan.rounds}`);
    const before: Driven[] = [];
    for (let window = 0; window < WINDOWS_BEFORE; window++) before.push(await drive());
    const id = `backfilled-${round}`;
    const startedAt = performance.now();
    let isReady = false;
    const finished = ask("PUT", `/audiences/${id}`, newAudience(round))
      .then(() => readyAfter(id, startedAt))
      .finally(() => (isReady = true));
    const during: Driven[] = [];
    while (!isReady) during.push(await drive());
    seconds.push(await finished);
    tailsBefore.push(p99(before));
    tailsDuring.push(p99(during));
  }
  await load.stop();
  await instance.stop();
  const profilesPerSecond = seconds.map((duration) => plan.visitors / duration);
  return {
    figures: [
      figureOf("backfill of a new audience until ready", "s", seconds),
      figureOf("backfill of a new audience", "profiles/s", profilesPerSecond),
      figureOf("collect meanwhile, p99", "ms", tailsDuring, [
        baselineOf("p99 before", tailsDuring, tailsBefore),
      ]),
    ],
    notes: [
      `backfill: ${plan.visitors.toLocaleString("en")} stored visitors in ${SHARDS} shards, ${RATE} beacons/s before and meanwhile; p99 is the mean of those of windows of ${plan.windowMs / 1_000} s; all but ${TEMPLATES.toLocaleString("en")} visitors are copies under other ids`,
    ],
  };
};
