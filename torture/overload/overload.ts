import { VISITOR_REQUESTS_MAX } from "../../schemas/limits-load.ts";
import { memoryMib, peakMemoryMib } from "../memory.ts";
import type { Heard } from "../traffic.ts";
import { median, quantile } from "../quantile.ts";
import { openShop } from "../shop.ts";
import type { TortureOptions } from "../torture-options.ts";
import { type Findings, never, type Verdict, within } from "../verdict.ts";
import { Victim } from "../victim.ts";
import { type CrowdReport, sendCrowd } from "./crowd.ts";
import { Visitors } from "./visitors.ts";

const FULL = { visitors: 2_000, capacityMs: 8_000, crowdMs: 60_000 };
const QUICK = { visitors: 200, capacityMs: 2_000, crowdMs: 8_000 };
/** More than have a place. */
const CROWD_SOCKETS = 1.25 * VISITOR_REQUESTS_MAX;
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
    const isEveryoneServed = heard.refusedMs.length === 0 && heard.faults.length === 0;
    const isCalm = isEveryoneServed && median(heard.accepted) <= boundMs;
    if (isCalm || windowAt > RECOVERY_MAX_MS) return windowAt;
  }
};

/** What was seen of the crowd. */
interface Sighting {
  readonly capacity: number;
  readonly crowd: Load;
  readonly calmMs: number;
  readonly recoveryMs: number;
  /** Before the crowd, and at most since the start, MiB. */
  readonly memory: { readonly before: number; readonly peak: number };
}

const verdictsOf = ({ crowd, memory, recoveryMs }: Sighting): Verdict[] => {
  const { heard, report } = crowd;
  const grown = memory.peak - memory.before;
  return [
    never("answers that are neither a success nor 429 or 503 with Retry-After", heard.faults),
    never(
      "connections that broke",
      Array.from({ length: report.broken }, () => "broken"),
    ),
    never(
      "signs that it was not too much",
      heard.refusedMs.length + report.unsent > 0 ? [] : ["nobody waited, and nothing was refused"],
    ),
    never(
      `growth of memory beyond ${MEMORY_GROWTH_MAX_MIB} MiB`,
      grown <= MEMORY_GROWTH_MAX_MIB ? [] : [`${grown.toFixed(0)} MiB`],
    ),
    within("recovery afterwards", recoveryMs, RECOVERY_MAX_MS),
  ];
};

const whole = (value: number): string => Math.round(value).toLocaleString("en");

const notesOf = ({ capacity, crowd, calmMs, memory }: Sighting): string[] => {
  const { accepted, refusedMs } = crowd.heard;
  const { sent, unsent, tookMs } = crowd.report;
  const rate = (count: number): string => `${whole((count / tookMs) * 1_000)}/s`;
  const times = (ms: readonly number[]): string =>
    `${whole(median(ms))} ms (p99 ${whole(quantile(ms, 0.99))})`;
  return [
    `at most ${whole(capacity)}/s over ${STEADY_SOCKETS} connections; then ${TIMES_CAPACITY} times that over ${whole(CROWD_SOCKETS)}: ${rate(sent)} sent, ${rate(accepted.length)} accepted, ${rate(refusedMs.length)} refused, ${rate(unsent)} found every connection waiting`,
    `accepted after ${times(accepted)}, refused after ${times(refusedMs)}, undisturbed ${whole(calmMs)} ms; memory ${whole(memory.before)} MiB before, ${whole(memory.peak)} MiB at most`,
  ];
};

/** Four times as much as can be answered, by clients that come when they come. */
export const tortureByCrowd = async ({ isQuick, report, cleanUp }: TortureOptions): Promise<Findings> => {
  const { visitors: count, capacityMs, crowdMs } = isQuick ? QUICK : FULL;
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
  report(`${TIMES_CAPACITY} times that`);
  const flood = { sockets: CROWD_SOCKETS, durationMs: crowdMs, rate: capacity * TIMES_CAPACITY };
  const crowd = await drive(victim, visitors, flood);
  const memory = { before, peak: await peakMemoryMib(victim.pid) };
  report("recovery");
  const calmMs = median(calm.heard.accepted);
  const recoveredBelowMs = Math.max(calmMs * RECOVERED_AT, calmMs + NOISE_MS);
  const recoveryMs = await recover(victim, visitors, capacity * CALM_SHARE, recoveredBelowMs);
  const sighting = { capacity, crowd, calmMs, recoveryMs, memory };
  report("counting");
  const { missing, twice } = await visitors.reckon();
  return {
    verdicts: [
      ...verdictsOf(sighting),
      never("acknowledged events that are missing", missing),
      never("profiles that hold an event twice", twice),
    ],
    notes: [...notesOf(sighting), `${whole(visitors.acknowledged)} events read back`],
  };
};
