import type { Competitor } from "./peers/competitor.ts";

/** Answers per second of each competitor, round by round. */
export type Rates = ReadonlyMap<string, readonly number[]>;

/** Something that is timed in every round. */
export interface Contest {
  readonly name: string;
  /** Made ready outside the timing. */
  readonly prepare?: () => void;
  /** Returns how many profile·rules it answered. */
  readonly run: () => number | Promise<number>;
  /** Throws where the answers were wrong. */
  readonly check?: () => void;
}

/** A competitor whose answers must be the expected ones after every run. */
export const contestOf = (competitor: Competitor, expected: Uint8Array): Contest => {
  const answers = new Uint8Array(expected.length);
  return {
    name: competitor.name,
    prepare: () => void answers.fill(2),
    run: async () => {
      await competitor.answer(answers);
      return answers.length;
    },
    check: () => {
      const wrong = answers.findIndex((answer, place) => answer !== expected[place]);
      if (wrong >= 0) throw new Error(`${competitor.name} gives another answer at place ${wrong}`);
    },
  };
};

export interface MeasurePlan {
  readonly rounds: number;
  /** Each is timed at least so long in a round, so that a pause of the machine is a small part of it. */
  readonly slotMs: number;
}

const timed = async ({ prepare, run, check }: Contest, slotMs: number): Promise<number> => {
  let answers = 0;
  let elapsedMs = 0;
  while (elapsedMs < slotMs) {
    prepare?.();
    const startedAt = performance.now();
    answers += await run();
    elapsedMs += performance.now() - startedAt;
    check?.();
  }
  return (answers * 1_000) / elapsedMs;
};

/**
 * Measures all in turn, round after round, every second round in the opposite order, so that what disturbs the machine
 * disturbs all of them. The first round warms up and does not count.
 */
export const measure = async (
  contests: readonly Contest[],
  { rounds, slotMs }: MeasurePlan,
  report: (progress: string) => void,
): Promise<Rates> => {
  const rates = new Map<string, number[]>(contests.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    report(round === 0 ? "comparing all answers" : `measuring, round ${round} of ${rounds}`);
    for (const contest of round % 2 === 0 ? contests : contests.toReversed()) {
      const rate = await timed(contest, slotMs);
      if (round > 0) rates.get(contest.name)?.push(rate);
    }
  }
  return rates;
};
