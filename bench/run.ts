import { parseArgs } from "node:util";
import { benchCollect } from "./collect/bench-collect.ts";
import { benchDecide } from "./decide/bench-decide.ts";
import { benchExport } from "./export/bench-export.ts";
import { benchEvaluate } from "./evaluate/bench-evaluate.ts";
import { benchJourneys } from "./journeys/bench-journeys.ts";
import { machine, type Outcome, versions } from "./figure.ts";
import { benchPage } from "./page/bench-page.ts";
import { printOutcome } from "./print.ts";
import { benchSize } from "./size/bench-size.ts";
import { peerVersions } from "./peer-versions.ts";

export interface BenchOptions {
  /** Smaller and shorter: to see that it works, not to publish. */
  readonly isQuick: boolean;
  /** Says what goes on, where people see it. */
  readonly report: (progress: string) => void;
  /** Ends what the benchmark started, also when it is interrupted. */
  readonly cleanUp: AsyncDisposableStack;
}

const BENCHES: Readonly<Record<string, (options: BenchOptions) => Promise<Outcome>>> = {
  collect: benchCollect,
  decide: benchDecide,
  evaluate: benchEvaluate,
  export: benchExport,
  journeys: benchJourneys,
  page: benchPage,
  size: benchSize,
};

const usage = `npm run bench -- [NAME] [--quick] [--json]
NAME is one of ${Object.keys(BENCHES).join(", ")}; without it all of them run.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  console.log(usage);
  process.exit(0);
}
const unknown = positionals.find((name) => !Object.hasOwn(BENCHES, name));
if (unknown !== undefined) {
  console.error(usage);
  process.exit(2);
}

const cleanUp = new AsyncDisposableStack();
let interrupted: Promise<void> | null = null;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    interrupted ??= cleanUp.disposeAsync().finally(() => process.exit(130));
  });
}

const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const outcomes: Record<string, Outcome & { readonly seconds: number }> = {};
const report = (progress: string): void => console.error(progress);
try {
  for (const name of names) {
    // What one started is gone before the next is measured.
    await using stack = new AsyncDisposableStack();
    cleanUp.use(stack);
    const startedAt = performance.now();
    const outcome = await BENCHES[name]?.({ isQuick: values.quick, report, cleanUp: stack });
    if (outcome === undefined) continue;
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    outcomes[name] = { ...outcome, seconds };
    if (!values.json) printOutcome(name, outcome);
    report(`${name} took ${seconds} s`);
  }
} catch (error) {
  // Servers that go away under a running benchmark fail it: no news.
  if (interrupted === null) throw error;
} finally {
  await (interrupted ?? cleanUp.disposeAsync());
}
const about = {
  quick: values.quick,
  machine: machine(),
  versions: { ...versions(), ...(await peerVersions()) },
};
if (values.json) console.log(JSON.stringify({ ...about, benches: outcomes }, null, 2));
else {
  const { cpu, cores, platform } = about.machine;
  const { node, workerd } = about.versions;
  console.log(`\n${cpu}, ${cores} cores, ${platform}; node ${node}, workerd ${workerd}`);
  console.log("Figures of one run on one machine: compare ratios, not numbers.");
}
