import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { baselineOf, figureOf, type Outcome } from "../figure.ts";
import type { BenchOptions } from "../run.ts";
import { allStarted } from "../servers/all-started.ts";
import { startBaseline } from "../servers/baseline.ts";
import { buildOnce } from "../servers/build-once.ts";
import { freePort, type Server } from "../servers/workerd.ts";
import { configureHandOver, handOvers } from "./hand-overs.ts";
import { inParallel } from "./in-parallel.ts";
import { killWhileDue } from "./killed-while-due.ts";
import { START, TimedShop } from "./shop.ts";
import { stepOn } from "./waiting-contacts.ts";

const FULL = { visitors: 2_000, rounds: 3, contacts: 100_000, hours: 3, messages: 1_000, kills: 30 };
const QUICK = { visitors: 300, rounds: 2, contacts: 5_000, hours: 2, messages: 200, kills: 3 };
const CONCURRENCY = 64;

/** Empty calls of an object by the same client, which is no fast one. */
const emptyCalls = (port: number, calls: number): Promise<{ perSecond: number }> =>
  inParallel(
    Array.from({ length: calls }, (_, call) => call),
    CONCURRENCY,
    async () => {
      await (await fetch(`http://127.0.0.1:${port}/rpc`)).text();
    },
  );

const inFolder = async (cleanUp: AsyncDisposableStack): Promise<string> => {
  const folder = await mkdtemp(path.join(tmpdir(), "halley-journeys-"));
  cleanUp.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
};

const startEmpty = async (cleanUp: AsyncDisposableStack): Promise<Server> => {
  const baseline = await startBaseline(await inFolder(cleanUp));
  cleanUp.defer(() => baseline.stop());
  return baseline;
};

const startShop = async (cleanUp: AsyncDisposableStack): Promise<TimedShop> => {
  const shop = await TimedShop.start(await inFolder(cleanUp), await freePort());
  cleanUp.defer(() => shop.kill());
  return shop;
};

/** From anonymous to known, waiting contacts, and messages through crashes. */
export const benchJourneys = async ({ isQuick, report, cleanUp }: BenchOptions): Promise<Outcome> => {
  const plan = isQuick ? QUICK : FULL;
  await buildOnce();
  const [baseline, shop, waiting, fragile] = await allStarted([
    startEmpty(cleanUp),
    startShop(cleanUp),
    startShop(cleanUp),
    startShop(cleanUp),
  ]);

  report("handing over");
  await configureHandOver(shop);
  const handed: number[] = [];
  const empty: number[] = [];
  for (let round = 0; round < plan.rounds; round += 1) {
    empty.push((await emptyCalls(baseline.port, plan.visitors)).perSecond);
    handed.push((await handOvers(shop, plan.visitors, round)).perSecond);
  }

  report(`${plan.contacts} contacts wait`);
  const steps = await stepOn(waiting, plan.contacts, plan.hours);

  report(`${plan.kills} kills`);
  const killed = await killWhileDue(fragile, { ...plan, dueAt: START });
  return {
    figures: [
      figureOf("hand-overs", "hand-overs/s", handed, [baselineOf("empty RPC, same client", handed, empty)]),
      figureOf(
        `due steps, ${plan.contacts} contacts in one shard`,
        "steps/s",
        steps.map(({ perSecond }) => perSecond),
      ),
      figureOf(
        "memory after each hour",
        "MiB",
        steps.map(({ residentMiB }) => residentMiB),
      ),
      figureOf(`messages lost in ${plan.kills} kills`, "messages", [killed.lost]),
      figureOf("messages under a second key", "messages", [killed.beyond]),
      figureOf("messages that came again under their key", "messages", [killed.repeated]),
    ],
    notes: [
      "a hand-over: a visitor with 8 events and a cart identifies; history moves, both audiences and the feed change, a journey begins; one request each, 64 at a time",
      "a step: a timer fires, the contact goes from one wait to the next, and is stored",
      `${plan.messages} messages were due at once; the receiver counts idempotency keys`,
    ],
  };
};
