import { MESSAGE_RESULTS, type MessageResult } from "../outreach/message-results.ts";
import type { Journey } from "./journey.ts";
import type { JourneyProgress, Passage, QueuedMessages } from "./journey-progress.ts";
import { JOURNEY_ENDS } from "./journey-state.ts";
import { sendsOf, stepName } from "./steps.ts";

type Counts = Readonly<Record<MessageResult, number>>;

/** How the messages of one step did. What machines did is no opening and no click. */
export interface StepReport
  extends Omit<Counts, "machine_opened" | "machine_clicked">, Readonly<Record<"waiting" | "parked", number>> {
  readonly id: string;
  /** Null for a step of an earlier version. */
  readonly channel: string | null;
  readonly machine: { readonly opened: number; readonly clicked: number };
}

export interface JourneyReport {
  readonly id: string;
  readonly version: number;
  readonly entered: number;
  readonly in_flight: number;
  readonly left: Readonly<Record<Exclude<Passage["what"], "entered">, number>>;
  readonly steps: readonly StepReport[];
  /** Those of which something is known and that the present version does not have. */
  readonly earlier_steps: readonly StepReport[];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const reportStep = (
  id: string,
  channel: string | null,
  results: readonly Counts[],
  queued: readonly QueuedMessages[],
): StepReport => {
  const counts = Object.fromEntries(
    MESSAGE_RESULTS.map((what) => [what, sum(results.map((row) => row[what]))]),
  ) as Counts;
  const { machine_opened, machine_clicked, ...people } = counts;
  return {
    id,
    channel,
    ...people,
    waiting: sum(queued.map(({ waiting }) => waiting)),
    parked: sum(queued.map(({ parked }) => parked)),
    machine: { opened: machine_opened, clicked: machine_clicked },
  };
};

/** One journey over all shards, as far back as counts are kept. */
export const reportOfJourney = (
  { id, version, definition }: Journey,
  shards: readonly JourneyProgress[],
): JourneyReport => {
  const results = shards.flatMap((shard) => shard.results);
  const queued = shards.flatMap((shard) => shard.queued);
  const passages = shards.flatMap((shard) => shard.passages);
  const countOf = (what: Passage["what"]): number =>
    sum(passages.flatMap((passage) => (passage.what === what ? [passage.count] : [])));
  const report = (step: string, channel: string | null): StepReport =>
    reportStep(
      step,
      channel,
      results.filter((row) => row.step === step),
      queued.filter((row) => row.step === step),
    );
  const channels = new Map(
    sendsOf(definition).map(({ step, path, send }) => [stepName(step, path), send.channel]),
  );
  const known = new Set([...results, ...queued].map(({ step }) => step));
  return {
    id,
    version,
    entered: countOf("entered"),
    in_flight: sum(shards.map(({ underWay }) => underWay)),
    left: Object.fromEntries(JOURNEY_ENDS.map((end) => [end, countOf(end)])) as JourneyReport["left"],
    steps: [...channels].map(([step, channel]) => report(step, channel)),
    earlier_steps: [...known]
      .filter((step) => !channels.has(step))
      .toSorted()
      .map((step) => report(step, null)),
  };
};
