import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Browser, chromium } from "playwright-core";
import { CHROMIUM_ARGS, findChromium } from "../../scripts/chromium.ts";
import { createAsk } from "../collect/site-admin.ts";
import { CURRENCY } from "../collect/shop.ts";
import type { Outcome } from "../figure.ts";
import type { BenchOptions } from "../run.ts";
import { allStarted } from "../servers/all-started.ts";
import { buildOnce } from "../servers/build-once.ts";
import { ADMIN_KEY, startHalley } from "../servers/halley.ts";
import { figuresOf, type Measured, measuredOf } from "./figures.ts";
import { type PageServer, startPageServer } from "./page-server.ts";
import { CONTROL, HALLEY, installedSubjects, type Subject } from "./subjects.ts";
import { type Pace, visit } from "./visit.ts";

/** A telephone of the middle beside the machine of who made the page. */
const SLOW = 4;

/** Enough for whoever sends at once; a batch that waits longer is sent after the figures are taken. */
const FULL = { slowdowns: [1, SLOW], settleMs: 1_000, afterMs: 700, rounds: 4, roundsWithPeers: 3 };
const QUICK = { slowdowns: [SLOW], settleMs: 600, afterMs: 400, rounds: 1, roundsWithPeers: 1 };

const startShop = async (cleanUp: AsyncDisposableStack): Promise<string> => {
  const dataFolder = await mkdtemp(path.join(tmpdir(), "halley-bench-"));
  cleanUp.defer(() => rm(dataFolder, { recursive: true, force: true, maxRetries: 5 }));
  await buildOnce();
  // The page's server says where visitors come from.
  const { instance } = await startHalley(dataFolder, 1, { trustProxy: true });
  cleanUp.defer(() => instance.stop("SIGKILL"));
  return instance.origin;
};

const configure = (instanceOrigin: string, shopOrigin: string): Promise<unknown> =>
  createAsk(instanceOrigin, ADMIN_KEY)("PUT", "", {
    name: "Bench",
    origins: [shopOrigin],
    timezone: "Europe/Berlin",
    currency: CURRENCY,
    // No peer brings one.
    consent: { banner: false },
  });

const startServers = async (cleanUp: AsyncDisposableStack): Promise<PageServer> => {
  const instanceOrigin = await startShop(cleanUp);
  const server = await startPageServer(instanceOrigin, cleanUp);
  await configure(instanceOrigin, server.origin);
  return server;
};

const startBrowser = async (cleanUp: AsyncDisposableStack): Promise<Browser> => {
  const browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] });
  cleanUp.defer(() => browser.close());
  return browser;
};

/** All subjects round by round, every other round the other way about. */
const measureAll = async (
  browser: Browser,
  server: PageServer,
  subjects: readonly Subject[],
  { pace, rounds, report }: { pace: Pace; rounds: number; report: BenchOptions["report"] },
): Promise<Measured[]> => {
  const measured: Measured[] = [];
  for (let round = 0; round < rounds; round++) {
    report(`${pace.slowdown}x slower, round ${round + 1} of ${rounds}`);
    for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
      const visited = await visit(browser, server, subject, pace);
      measured.push(measuredOf(subject, visited, `${server.origin}/`));
    }
  }
  return measured;
};

const NOTES = [
  "A list of 300 articles from a local server with brotli; each visit with an empty cache and no cookies; no banner.",
  "load, event: milliseconds of the processor on the main thread for what the script does before and after one click",
  "  that reports a purchase: evaluating, compiling, its callbacks, promises. Longest: the longest piece of both.",
  "traffic: what the script asks for and sends until the click, HTTP/1.1 with headers, both directions",
  "blocking: total blocking time between first paint and click; INP: of that one click, in steps of 8 ms",
  "Beside: the page without any script; for a peer, what Halley needs.",
];

/** What a page pays for the script: Chromium loads the same page without one, with Halley, and with what else is installed. */
export const benchPage = async ({ isQuick, report, cleanUp }: BenchOptions): Promise<Outcome> => {
  const plan = isQuick ? QUICK : FULL;
  const peers = isQuick ? [] : await installedSubjects();
  const subjects = [CONTROL, HALLEY, ...peers];
  const [server, browser] = await allStarted([startServers(cleanUp), startBrowser(cleanUp)]);
  report("warming up");
  await visit(browser, server, HALLEY, { slowdown: 1, settleMs: plan.afterMs, afterMs: plan.afterMs });
  const rounds = peers.length > 0 ? plan.roundsWithPeers : plan.rounds;
  const figures = [];
  for (const slowdown of plan.slowdowns) {
    // Peers only where it shows most: all of them both ways would take minutes.
    const chosen = slowdown === SLOW ? subjects : [CONTROL, HALLEY];
    const measured = await measureAll(browser, server, chosen, {
      pace: { slowdown, settleMs: plan.settleMs, afterMs: plan.afterMs },
      rounds,
      report,
    });
    figures.push(...figuresOf(measured, slowdown));
  }
  const notes = [...NOTES, `${browser.version()}, visits each: ${rounds}`];
  return { figures, notes };
};
