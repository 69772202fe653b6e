import { Connection } from "../../bench/load/connection.ts";
import { memoryMib } from "../memory.ts";
import { median, quantile } from "../quantile.ts";
import { openShop } from "../shop.ts";
import type { TortureOptions } from "../torture-options.ts";
import { type Findings, never, type Verdict, within } from "../verdict.ts";
import { Victim } from "../victim.ts";
import { type CrowdReport, sendCrowd } from "./crowd.ts";
import { type Heard, Visitors } from "./visitors.ts";

const FULL = { visitors: 2_000, sockets: 3_000, capacityMs: 8_000, crowdMs: 60_000 };
const QUICK = { visitors: 200, sockets: 2_600, capacityMs: 2_000, crowdMs: 8_000 };
const TIMES_CAPACITY = 4;
/** As many as keep one machine busy without a queue. */
const STEADY_SOCKETS = 64;
const CALM_SHARE = 0.5;
const CALM_MS = 1_000;
const RECOVERY_MAX_MS = 10_000;
const RECOVERED_AT = 2;
/** A few milliseconds are the machine's. */
const NOISE_MS = 20;
/** All bodies and states that may be under way, and what the runtime itself takes for connections. */
const MEMORY_GROWTH_MAX_MIB = 256;
/** More than have a place. */
const HANGING_UP = 400;
const HANG_UP_AFTER_MS = 20;

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

interface Load {
  readonly heard: Heard;
  readonly report: CrowdReport;
}

const drive = async (
  victim: Victim,
  visitors: Visitors,
  load: { sockets: number; durationMs: number; rate: number | null },
): Promise<Load> => {
  const heard: Heard = { accepted: [], refusedMs: [], faults: [] };
  const report = await sendCrowd({ port: victim.port, ...load, next: () => visitors.beacon(heard) });
  return { heard, report };
};

/** How long it takes after the crowd until ordinary traffic is answered as before. */
const recover = async (
  victim: Victim,
  visitors: Visitors,
  rate: number,
  boundMs: number,
): Promise<number> => {
  const startedAt = performance.now();
  for (;;) {
    const windowAt = performance.now() - startedAt;
    const { heard } = await drive(victim, visitors, { sockets: STEADY_SOCKETS, durationMs: CALM_MS, rate });
    const isCalm = heard.refusedMs.length === 0 && median(heard.accepted) <= boundMs;
    if (isCalm || windowAt > RECOVERY_MAX_MS) return windowAt;
  }
};

const ignore = (): void => undefined;

/** Clients that ask and do not wait for the answer must not take places with them. */
const hangUp = async (victim: Victim, visitors: Visitors): Promise<Verdict> => {
  const unheard: Heard = { accepted: [], refusedMs: [], faults: [] };
  for (let n = 0; n < HANGING_UP; n++) {
    const connection = new Connection(victim.port, ignore, ignore);
    connection.send(visitors.beacon(unheard).bytes);
    setTimeout(() => connection.close(), HANG_UP_AFTER_MS);
  }
  await sleep(RECOVERY_MAX_MS / 2);
  const load = { sockets: STEADY_SOCKETS, durationMs: CALM_MS, rate: STEADY_SOCKETS };
  const { heard } = await drive(victim, visitors, load);
  const refused = heard.refusedMs.map(() => "refused");
  return never(`beacons refused after ${HANGING_UP} clients hung up`, [...refused, ...heard.faults]);
};

const share = (count: number, report: CrowdReport): string =>
  `${Math.round((count / report.tookMs) * 1_000).toLocaleString("en")}/s`;

/** Four times as much as can be answered, by clients that come when they come. */
export const tortureByCrowd = async ({ isQuick, report, cleanUp }: TortureOptions): Promise<Findings> => {
  const { visitors: count, sockets, capacityMs, crowdMs } = isQuick ? QUICK : FULL;
  const victim = await Victim.start(cleanUp);
  await openShop(victim);
  const visitors = await Visitors.come(victim, count);
  report("how much is answered at most");
  const steady = { sockets: STEADY_SOCKETS, durationMs: capacityMs, rate: null };
  await drive(victim, visitors, steady);
  const most = await drive(victim, visitors, steady);
  const capacity = (most.heard.accepted.length / most.report.tookMs) * 1_000;
  const calm = await drive(victim, visitors, { ...steady, rate: capacity * CALM_SHARE });
  const before = await memoryMib(victim.pid);
  const { pid } = victim;
  report(`${TIMES_CAPACITY} times that`);
  const crowd = await drive(victim, visitors, {
    sockets,
    durationMs: crowdMs,
    rate: capacity * TIMES_CAPACITY,
  });
  const after = await memoryMib(pid);
  report("recovery");
  const calmMs = median(calm.heard.accepted);
  const recoveredBelowMs = Math.max(calmMs * RECOVERED_AT, calmMs + NOISE_MS);
  const recoveryMs = await recover(victim, visitors, capacity * CALM_SHARE, recoveredBelowMs);
  const hungUp = await hangUp(victim, visitors);
  report("counting");
  const { missing, twice } = await visitors.reckon();
  const { accepted, refusedMs, faults } = crowd.heard;
  const grown = after - before;
  return {
    verdicts: [
      never("answers that are neither a success nor 429 or 503 with Retry-After", faults),
      never(
        "connections that broke",
        Array.from({ length: crowd.report.broken }, () => "broken"),
      ),
      never("signs that it was not too much", refusedMs.length > 0 ? [] : ["nothing was refused"]),
      never("acknowledged events that are missing", missing),
      never("profiles that hold an event twice", twice),
      never(
        `growth of memory beyond ${MEMORY_GROWTH_MAX_MIB} MiB`,
        grown <= MEMORY_GROWTH_MAX_MIB ? [] : [`${grown.toFixed(0)} MiB`],
      ),
      hungUp,
      within("recovery afterwards", recoveryMs, RECOVERY_MAX_MS),
    ],
    notes: [
      `at most ${Math.round(capacity).toLocaleString("en")}/s over ${STEADY_SOCKETS} connections; then ${TIMES_CAPACITY} times that over ${sockets.toLocaleString("en")}: ${share(crowd.report.sent, crowd.report)} sent, ${share(accepted.length, crowd.report)} accepted, ${share(refusedMs.length, crowd.report)} refused, ${share(crowd.report.unsent, crowd.report)} found every connection waiting`,
      `accepted after ${median(accepted).toFixed(0)} ms (p99 ${quantile(accepted, 0.99).toFixed(0)}), refused after ${median(refusedMs).toFixed(0)} ms (p99 ${quantile(refusedMs, 0.99).toFixed(0)}), undisturbed ${calmMs.toFixed(0)} ms; memory ${before.toFixed(0)} MiB before, ${after.toFixed(0)} MiB after; ${visitors.acknowledged.toLocaleString("en")} events read back`,
    ],
  };
};
