import type { Driven } from "./drive.ts";
import type { Load } from "./load.ts";
import type { Traffic } from "./request-source.ts";

/** One kind of request at one server. */
export interface Target {
  readonly name: string;
  readonly port: number;
  readonly traffic: Traffic;
}

export interface RoundsOptions {
  readonly load: Load;
  readonly connections: number;
  readonly rounds: number;
  readonly durationMs: number;
  /** Requests per second of each target; null for as many as it answers. */
  readonly rateOf: (name: string) => number | null;
}

/**
 * Measures all targets in turn, round after round, so that what disturbs the machine disturbs all of them. Every second
 * round goes backwards: none of them always comes after the same other one.
 */
export const runRounds = async (
  targets: readonly Target[],
  { load, connections, rounds, durationMs, rateOf }: RoundsOptions,
): Promise<Map<string, Driven[]>> => {
  const results = new Map<string, Driven[]>(targets.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, port, traffic } of round % 2 === 0 ? targets : targets.toReversed()) {
      const driven = await load.run({ port, traffic, connections, durationMs, rate: rateOf(name) });
      results.get(name)?.push(driven);
    }
  }
  return results;
};
