import { baselineOf, type Figure, figureOf, spreadOf } from "../figure.ts";
import type { Driven } from "./drive.ts";
import { runRounds, type RoundsOptions, type Target } from "./rounds.ts";

/** Tails are compared where no queue builds up. */
const PACED_SHARE = 0.7;
const WARM_UP_MS = 1_000;
const asMuchAsPossible = (): null => null;

export const BARE = "bare response";
export const RPC = "empty RPC";

/** What the runtime does without us, for every figure to stand beside. */
export const baselineTargets = (port: number): Target[] => [
  { name: BARE, port, traffic: { kind: "get", path: "/bare", goodAnswer: "ok" } },
  { name: RPC, port, traffic: { kind: "get", path: "/rpc", goodAnswer: "ok" } },
];

export type Results = ReadonlyMap<string, readonly Driven[]>;

export const valuesOf = (results: Results, name: string, read: (driven: Driven) => number): number[] =>
  (results.get(name) ?? []).map(read);

export const perSecond = ({ perSecond: rate }: Driven): number => rate;

export interface MeasureOptions extends Omit<RoundsOptions, "rateOf"> {
  readonly pacedRounds: number;
  readonly report: (progress: string) => void;
}

/** Loads all targets with as much as they answer, and then with 70 % of that. */
export const measure = async (
  targets: readonly Target[],
  { pacedRounds, report, ...common }: MeasureOptions,
): Promise<{ saturated: Results; paced: Results }> => {
  report("warming up");
  const durationMs = Math.min(WARM_UP_MS, common.durationMs);
  await runRounds(targets, { ...common, durationMs, rounds: 1, rateOf: asMuchAsPossible });
  report("measuring at saturation");
  const saturated = await runRounds(targets, { ...common, rateOf: asMuchAsPossible });
  report("measuring at 70 %");
  const rateOf = (name: string): number =>
    PACED_SHARE * spreadOf(valuesOf(saturated, name, perSecond)).median;
  return { saturated, paced: await runRounds(targets, { ...common, rounds: pacedRounds, rateOf }) };
};

export const PACED_NOTE =
  "at 70 %: requests leave on time whatever the answers do, and wait from the moment they were due; the timer is good to 1 ms";

/** The rates of the baselines. */
export const baselineFigures = (results: Results): Figure[] => {
  const [bare, rpc] = [valuesOf(results, BARE, perSecond), valuesOf(results, RPC, perSecond)];
  return [
    figureOf(BARE, "requests/s", bare),
    figureOf(RPC, "requests/s", rpc, [baselineOf(BARE, rpc, bare)]),
  ];
};

/** A rate beside those of the baselines and of further targets. */
export const rateFigure = (
  results: Results,
  name: string,
  unit: string,
  { read = perSecond, beside = [] }: { read?: (driven: Driven) => number; beside?: readonly string[] } = {},
): Figure => {
  const rates = valuesOf(results, name, read);
  const others = [BARE, RPC, ...beside];
  return figureOf(
    name,
    unit,
    rates,
    others.map((other) => baselineOf(other, rates, valuesOf(results, other, perSecond))),
  );
};

/** Half of the answers came within the one time, all but a hundredth within the other. */
export const tailFigures = (results: Results, when: string): Figure[] =>
  [...results.keys()].flatMap((name) => {
    const tail = (quantile: string, read: (driven: Driven) => number): Figure => {
      const values = valuesOf(results, name, read);
      const baselines =
        name === RPC || name === BARE ? [] : [baselineOf(RPC, values, valuesOf(results, RPC, read))];
      return figureOf(`${name}, ${quantile} ${when}`, "ms", values, baselines);
    };
    return [tail("p50", ({ p50Ms }) => p50Ms), tail("p99", ({ p99Ms }) => p99Ms)];
  });
