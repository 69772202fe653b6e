import { openShop } from "../shop.ts";
import type { TortureOptions } from "../torture-options.ts";
import { type Findings, never } from "../verdict.ts";
import { Victim } from "../victim.ts";
import { writeCorpus } from "./parsers/corpus.ts";
import { fuzzParsers } from "./parsers/fuzz-parsers.ts";
import { FUZZ_TARGETS } from "./parsers/fuzz-targets.ts";
import { fuzzRoutes } from "./routes/fuzz-routes.ts";

const FULL = { routesMs: 180_000, parsersMs: 120_000 };
const QUICK = { routesMs: 8_000, parsersMs: 0 };

/**
 * Made-up input: at every route that the instance describes, and at every parser of what strangers send, there guided by what
 * of the code was reached. The quick one leaves the parsers to the test that gives them the kept corpus.
 */
export const tortureByFuzzing = async ({
  isQuick,
  seed = Date.now() % 1_000_000_000,
  keepsCorpus = false,
  report,
  cleanUp,
}: TortureOptions): Promise<Findings> => {
  const { routesMs, parsersMs } = isQuick ? QUICK : FULL;
  const victim = await Victim.start(cleanUp);
  await openShop(victim);
  report(`every route, seed ${seed}`);
  const routes = await fuzzRoutes(victim, { seed, durationMs: routesMs });
  const after = await fetch(`${victim.origin}/readyz`);
  const health = never("what is broken afterwards", after.ok ? [] : [`/readyz answered ${after.status}`]);
  if (parsersMs === 0) return { verdicts: [...routes.verdicts, health], notes: routes.notes };
  report(`every parser, seed ${seed}`);
  const parsers = await fuzzParsers(FUZZ_TARGETS, { seed, durationMs: parsersMs }, ({ name }, run) => {
    if (keepsCorpus) writeCorpus(name, [...run.breaks.map(({ text }) => text), ...run.inputs]);
  });
  return {
    verdicts: [...routes.verdicts, health, ...parsers.verdicts],
    notes: [...routes.notes, ...parsers.notes],
  };
};
