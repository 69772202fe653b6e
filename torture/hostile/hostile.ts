import { setTimeout as sleep } from "node:timers/promises";
import type { TortureOptions } from "../torture-options.ts";
import { openShop } from "../shop.ts";
import { type Findings, never, type Verdict, within } from "../verdict.ts";
import { Victim } from "../victim.ts";
import { createSend, createShapes, sendCorpus, sendShapes } from "./bodies.ts";
import { calmTraffic } from "./calm-traffic.ts";
import { oddRequests, sendRaw, slowLoris } from "./sockets.ts";
import { sendStrings } from "./strings.ts";

const FULL = { undisturbedMs: 10_000, lorisMs: 15_000 };
const QUICK = { undisturbedMs: 1_500, lorisMs: 1_500 };
/** Of what ordinary traffic waits undisturbed; a few milliseconds are the machine's. */
const DISTURBED_MAX = 5;
const NOISE_MS = 20;

const sendOdd = async (victim: Victim): Promise<Verdict> => {
  const failures: string[] = [];
  for (const [name, bytes] of oddRequests()) {
    const line = await sendRaw(victim.port, bytes);
    // 501 to a method that HTTP does not know, and 500 of the runtime's own parser, are told apart from ours by hand.
    if (line.startsWith("HTTP/1.1 5") && !line.includes(" 501 ")) failures.push(`${name}: ${line}`);
  }
  return never("answers of 500 and more to odd requests", failures);
};

/** Input that nobody honest sends, and what ordinary visitors feel of it. */
export const tortureByInput = async ({ isQuick, report, cleanUp }: TortureOptions): Promise<Findings> => {
  const { undisturbedMs, lorisMs } = isQuick ? QUICK : FULL;
  const victim = await Victim.start(cleanUp);
  await openShop(victim);
  await calmTraffic(victim, sleep(500));
  report("ordinary traffic by itself");
  const undisturbed = await calmTraffic(victim, sleep(undisturbedMs));
  const verdicts: Verdict[] = [];
  const disturb = async (name: string, work: () => Promise<void>): Promise<void> => {
    report(name);
    const { p99, failures } = await calmTraffic(victim, work());
    const bound = Math.max(undisturbed.p99 * DISTURBED_MAX, undisturbed.p99 + NOISE_MS);
    verdicts.push(within(`under ${name}, the p99 of ordinary traffic`, p99, bound));
    verdicts.push(never(`under ${name}, ordinary beacons that failed`, failures));
  };
  const send = createSend(victim, true);
  const shapes = createShapes();
  await disturb("texts that are no JSON", async () => {
    verdicts.push(...(await sendCorpus(send)));
  });
  // Whoever holds a key may send megabytes, and reading them takes its time.
  verdicts.push(...(await sendShapes(send, shapes)));
  await disturb("bombs and shapes from strangers", async () => {
    verdicts.push(...(await sendShapes(createSend(victim, false), shapes)));
  });
  await disturb("naughty strings", async () => {
    verdicts.push(...(await sendStrings(victim, isQuick)));
  });
  await disturb("odd requests", async () => {
    verdicts.push(await sendOdd(victim));
  });
  await disturb("200 sockets that drip", () => slowLoris(victim, lorisMs));
  const after = await fetch(`${victim.origin}/readyz`);
  verdicts.push(never("what is broken afterwards", after.ok ? [] : [`/readyz answered ${after.status}`]));
  return {
    verdicts,
    notes: [
      `the p99 of ordinary traffic by itself: ${undisturbed.p99.toFixed(1)} ms; disturbed it may be ${DISTURBED_MAX} times as long`,
    ],
  };
};
