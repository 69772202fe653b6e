import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createRandom } from "../../bench/collect/random.ts";
import { memoryMib } from "../memory.ts";
import { sendCrowd } from "../overload/crowd.ts";
import { median, quantile } from "../quantile.ts";
import { reckonVisitors } from "../reckon-visitors.ts";
import { openShop } from "../shop.ts";
import type { TortureOptions } from "../torture-options.ts";
import { type Findings, never } from "../verdict.ts";
import { Victim } from "../victim.ts";
import { Errands } from "./errands.ts";
import { fillCaches } from "./fill-caches.ts";
import { Shoppers } from "./shoppers.ts";
import { lineOf, type Slice, verdictsOf } from "./slices.ts";

const MINUTE_MS = 60_000;
/** Slices of a minute where it runs for as long as it is meant to. `filled`: large profiles, more than all caches hold. */
const FULL = { minutes: 30, slices: 30, filled: 780, capacityMs: 5_000, largeEvery: 20 };
const QUICK = { minutes: 1 / 3, slices: 10, filled: 0, capacityMs: 2_000, largeEvery: 5 };
/** Shorter, what is seen is a machine that warms up. */
const FLAT_FROM_MINUTES = 5;
/** As many as keep one machine busy without a queue. */
const SOCKETS = 64;
const LOAD_SHARE = 0.5;
const SEED = 20_261_127;

/** A log may be gone before it was looked at. */
const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    (found) => (found.isFile() ? found.size : 0),
    () => 0,
  );

const bytesIn = async (folder: string): Promise<number> => {
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(names.map((name) => sizeOf(path.join(folder, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
};

/** What went on while the crowd was there, slice by slice. */
interface Seen {
  readonly slices: Slice[];
  readonly faults: string[];
  refused: number;
  /** Requests that were due while all connections waited. */
  unsent: number;
}

/** Notes what was answered since; returns how long the good answers took. */
const hearInto = (seen: Seen, shoppers: Shoppers): readonly number[] => {
  const { accepted, refusedMs, faults } = shoppers.takeHeard();
  seen.faults.push(...faults);
  seen.refused += refusedMs.length;
  return accepted;
};

const look = async (victim: Victim, shoppers: Shoppers, startedAt: number, seen: Seen): Promise<Slice> => {
  const accepted = hearInto(seen, shoppers);
  const slice: Slice = {
    rate: (accepted.length / (performance.now() - startedAt)) * 1_000,
    p50: median(accepted),
    p99: quantile(accepted, 0.99),
    events: shoppers.events,
    memoryMib: await memoryMib(victim.pid),
    databaseBytes: await bytesIn(path.join(victim.folder, "objects")),
  };
  seen.slices.push(slice);
  return slice;
};

const count = (number: number): string => Math.round(number).toLocaleString("en");

/** What is answered at most, by the same traffic. The first trial warms up. */
const capacityOf = async (victim: Victim, shoppers: Shoppers, durationMs: number): Promise<number> => {
  const most = { port: victim.port, sockets: SOCKETS, durationMs, rate: null, next: () => shoppers.next() };
  await sendCrowd(most);
  const { answered, tookMs } = await sendCrowd(most);
  return (answered / tookMs) * 1_000;
};

/** Traffic at a part of what is answered at most; each slice is told as it ends. */
const endure = async (
  victim: Victim,
  shoppers: Shoppers,
  { rate, durationMs, slices }: { rate: number; durationMs: number; slices: number },
  report: (progress: string) => void,
): Promise<Seen> => {
  const load = { port: victim.port, sockets: SOCKETS, durationMs, rate, next: () => shoppers.next() };
  const crowd = sendCrowd(load);
  const seen: Seen = { slices: [], faults: [], refused: 0, unsent: 0 };
  for (let n = 0; n < slices; n++) {
    const startedAt = performance.now();
    await sleep(durationMs / slices);
    const slice = await look(victim, shoppers, startedAt, seen);
    report(`${n + 1} of ${slices}: ${lineOf(slice)}`);
  }
  const { broken, unsent } = await crowd;
  hearInto(seen, shoppers);
  seen.faults.push(...Array.from({ length: broken }, () => "a connection broke"));
  seen.unsent = unsent;
  return seen;
};

const flatness = (slices: readonly Slice[], minutes: number): Findings => {
  const verdicts = verdictsOf(slices);
  if (minutes >= FLAT_FROM_MINUTES) return { verdicts, notes: [] };
  const notes = verdicts.map(
    ({ promise, seen }) => `not judged in less than ${FLAT_FROM_MINUTES} minutes: ${promise}: ${seen}`,
  );
  return { verdicts: [], notes };
};

/** A shop's mixed traffic at half of what can be answered, for long: what holds no more must not grow. */
export const tortureBySoaking = async (options: TortureOptions): Promise<Findings> => {
  const { isQuick, report, cleanUp } = options;
  const { slices, filled, capacityMs, largeEvery, ...usual } = isQuick ? QUICK : FULL;
  const minutes = options.minutes ?? usual.minutes;
  const victim = await Victim.start(cleanUp);
  await openShop(victim);
  const shoppers = new Shoppers(createRandom(SEED), victim.authorization.authorization);
  report("filling caches");
  await fillCaches(victim, filled);
  report("how much is answered at most");
  const capacity = await capacityOf(victim, shoppers, capacityMs);
  const first = shoppers.takeHeard();
  let isOpen = true;
  const errands = new Errands(victim, () => shoppers.somebody());
  const running = errands.run(() => isOpen, largeEvery);
  const load = { rate: capacity * LOAD_SHARE, durationMs: minutes * MINUTE_MS, slices };
  const seen = await endure(victim, shoppers, load, report).finally(() => {
    isOpen = false;
  });
  await running;
  report("counting");
  const { known } = shoppers;
  const { missing, twice } = await reckonVisitors(victim, known);
  const flat = flatness(seen.slices, minutes);
  return {
    verdicts: [
      never("answers that are neither a success nor 429 or 503 with Retry-After", [
        ...first.faults,
        ...seen.faults,
        ...errands.faults,
      ]),
      never("acknowledged events that are missing", missing),
      never("profiles that hold an event twice", twice),
      ...flat.verdicts,
    ],
    notes: [
      `${minutes.toFixed(1)} minutes at ${count(load.rate)}/s, half of ${count(capacity)}/s; ${count(seen.refused)} refused, ${count(seen.unsent)} found every connection waiting; ${count(errands.asked)} questions of the operator, ${count(errands.refused)} refused; ${count(shoppers.events)} events of ${count(known.length)} visitors read back`,
      ...flat.notes,
      ...seen.slices.map(lineOf),
    ],
  };
};
