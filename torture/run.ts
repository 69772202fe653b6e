import { parseArgs } from "node:util";
import { machine, versions } from "../bench/figure.ts";
import { buildAll } from "../scripts/build.ts";
import { tortureByFaults } from "./faults/faults.ts";
import { tortureByFuzzing } from "./fuzz/fuzz.ts";
import { tortureByInput } from "./hostile/hostile.ts";
import { tortureByKilling } from "./kill/kill.ts";
import { tortureByCrowd } from "./overload/overload.ts";
import { tortureBySoaking } from "./soak/soak.ts";
import type { TortureOptions } from "./torture-options.ts";
import { type Findings, isAllKept, printFindings } from "./verdict.ts";

const TORTURES: Readonly<Record<string, (options: TortureOptions) => Promise<Findings>>> = {
  kill: tortureByKilling,
  faults: tortureByFaults,
  hostile: tortureByInput,
  fuzz: tortureByFuzzing,
  overload: tortureByCrowd,
  soak: tortureBySoaking,
};

const usage = `npm run torture -- [NAME] [--quick] [--json] [--minutes=N] [--seed=N] [--keep]
NAME is one of ${Object.keys(TORTURES).join(", ")}; without it all of them run. Ends with 1 where a promise was broken.
--minutes is how long soak takes, 30 where left out; memory and latency are judged from 5 on.
--seed repeats what a run of fuzz made up; --keep adds what reached new code to its corpus.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    minutes: { type: "string" },
    seed: { type: "string" },
    keep: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const seed = values.seed === undefined ? undefined : Number(values.seed);
const isSeedWrong = seed !== undefined && !Number.isSafeInteger(seed);
const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
const areMinutesWrong = minutes !== undefined && !(minutes > 0 && Number.isFinite(minutes));

if (
  values.help ||
  isSeedWrong ||
  areMinutesWrong ||
  positionals.some((name) => TORTURES[name] === undefined)
) {
  console.error(usage);
  process.exit(values.help ? 0 : 2);
}

const report = (progress: string): void => console.error(progress);

const cleanUp = new AsyncDisposableStack();
let interrupted: Promise<void> | null = null;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    interrupted ??= cleanUp.disposeAsync().finally(() => process.exit(130));
  });
}

await buildAll();
const all: Record<string, Findings> = {};
try {
  for (const name of positionals.length > 0 ? positionals : Object.keys(TORTURES)) {
    await using stack = new AsyncDisposableStack();
    cleanUp.use(stack);
    const findings = await TORTURES[name]?.({
      isQuick: values.quick,
      minutes,
      seed,
      keepsCorpus: values.keep,
      report,
      cleanUp: stack,
    });
    if (findings === undefined) continue;
    all[name] = findings;
    if (!values.json) printFindings(name, findings);
  }
} catch (error) {
  // Servers that go away because of an interruption fail it: no news.
  if (interrupted === null) throw error;
} finally {
  await (interrupted ?? cleanUp.disposeAsync());
}
if (values.json) {
  console.log(
    JSON.stringify({ quick: values.quick, machine: machine(), versions: versions(), tortures: all }, null, 2),
  );
}
process.exitCode = Object.values(all).every(isAllKept) ? 0 : 1;
