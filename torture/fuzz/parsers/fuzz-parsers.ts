import { createRandom, pick } from "../../../bench/collect/random.ts";
import { never, type Verdict } from "../../verdict.ts";
import { readCorpus } from "./corpus.ts";
import { Coverage } from "./coverage.ts";
import type { FuzzTarget } from "./fuzz-target.ts";
import { mutateText } from "./mutate-text.ts";

/** One input of a target that breaks a promise. */
interface Break {
  readonly text: string;
  readonly reason: string;
}

export interface TargetRun {
  readonly inputs: readonly string[];
  readonly breaks: readonly Break[];
  readonly tried: number;
}

const BATCH = 200;
/** One fault is found over and over. */
const BREAKS_MAX = 5;

const breakOf = ({ check }: FuzzTarget, text: string): Break | null => {
  try {
    check(text);
    return null;
  } catch (error) {
    return { text, reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
};

/** The inputs of a batch that reach what none before did; looked for in halves. */
const reaching = async (
  coverage: Coverage,
  batch: readonly string[],
  run: (text: string) => void,
): Promise<string[]> => {
  const news = await coverage.newOf(() => batch.forEach(run));
  if (news.length === 0) return [];
  if (batch.length === 1) {
    coverage.keep(news);
    return [...batch];
  }
  const half = Math.ceil(batch.length / 2);
  const first = await reaching(coverage, batch.slice(0, half), run);
  return [...first, ...(await reaching(coverage, batch.slice(half), run))];
};

/** Changes inputs that reached something new, again and again; starts from the corpus. */
const fuzzTarget = async (
  target: FuzzTarget,
  coverage: Coverage,
  { seed, durationMs }: { readonly seed: number; readonly durationMs: number },
): Promise<TargetRun> => {
  const random = createRandom(seed);
  const breaks: Break[] = [];
  const reasons = new Set<string>();
  const run = (text: string): void => {
    const broken = breakOf(target, text);
    if (broken === null || reasons.has(broken.reason) || breaks.length >= BREAKS_MAX) return;
    reasons.add(broken.reason);
    breaks.push(broken);
  };
  const start = [...new Set([...target.seeds, ...readCorpus(target.name)])];
  await reaching(coverage, start, run);
  let tried = start.length;
  const pool = [...start];
  const endsAt = performance.now() + durationMs;
  while (performance.now() < endsAt && breaks.length < BREAKS_MAX) {
    const batch = Array.from({ length: BATCH }, () =>
      mutateText(pick(pool, random), pick(pool, random), target.tokens, random),
    );
    pool.push(...(await reaching(coverage, batch, run)));
    tried += batch.length;
  }
  return { inputs: pool, breaks, tried };
};

/** Every target in turn. `keep` hears the inputs of each that reached what no other did. */
export const fuzzParsers = async (
  targets: readonly FuzzTarget[],
  { seed, durationMs }: { readonly seed: number; readonly durationMs: number },
  keep: (target: FuzzTarget, run: TargetRun) => void = () => undefined,
): Promise<{ verdicts: Verdict[]; notes: string[] }> => {
  await using coverage = await Coverage.start();
  const verdicts: Verdict[] = [];
  let inputs = 0;
  let kept = 0;
  for (const target of targets) {
    const run = await fuzzTarget(target, coverage, { seed, durationMs: durationMs / targets.length });
    keep(target, run);
    inputs += run.tried;
    kept += run.inputs.length;
    verdicts.push(
      never(
        `promises of the parser of ${target.name} that one of ${run.tried} inputs breaks`,
        run.breaks.map(({ text, reason }) => `${reason} by ${JSON.stringify(text)}`),
      ),
    );
  }
  const note = `${inputs} inputs reached ${coverage.size} stretches of code; ${kept} inputs are worth keeping`;
  return { verdicts, notes: [note] };
};
