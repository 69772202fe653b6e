import { JOURNEY_ENDED_MAX } from "../../../schemas/limits-outreach.ts";

/** Why an instance ended: its last step, a `stop`, an exit event, its filter, its audience, or a journey that was deleted. */
export const JOURNEY_ENDS = ["completed", "stopped", "exited", "filtered", "left", "deleted"] as const;
export type JourneyEnd = (typeof JOURNEY_ENDS)[number];

/** One contact under way in a journey. Times are epoch milliseconds. */
export interface JourneyInstance {
  /** Random; names the instance in message ids. */
  readonly id: string;
  readonly journey: string;
  /** Version of the steps that it follows to its end. */
  readonly version: number;
  /** Value of the journey's key; null where it has none. */
  readonly key: string | null;
  readonly enteredAt: number;
  /** Place of the present step: its number in the list, then by turns a branch and the number in its list. -1 is `else`. */
  readonly path: readonly number[];
  /** When the present step began. */
  readonly since: number;
  /** When something is to be done without an event. */
  readonly wakeAt: number;
}

/** An instance that ended. */
export interface EndedJourney {
  readonly journey: string;
  readonly key: string | null;
  /** Of all instances that ended so far the newest entry: what is older begins none. */
  readonly enteredAt: number;
  readonly endedAt: number;
  readonly end: JourneyEnd;
}

/** Where one contact is in all journeys, and where it has been. */
export interface JourneyState {
  readonly instances: readonly JourneyInstance[];
  /** The newest of each journey and key, in the order of their ends. */
  readonly ended: readonly EndedJourney[];
}

export const NO_JOURNEYS: JourneyState = { instances: [], ended: [] };

const isSame = (
  a: Pick<EndedJourney, "journey" | "key">,
  b: Pick<EndedJourney, "journey" | "key">,
): boolean => a.journey === b.journey && a.key === b.key;

/** Remembers an end in place of an earlier one of the same journey and key, with the newest entry of both. */
export const remember = (ended: readonly EndedJourney[], end: EndedJourney): readonly EndedJourney[] => {
  const known = ended.find((other) => isSame(other, end));
  const enteredAt = Math.max(end.enteredAt, known?.enteredAt ?? 0);
  return [...ended.filter((other) => other !== known), { ...end, enteredAt }].slice(-JOURNEY_ENDED_MAX);
};

/** Two contacts turn out to be one: nobody is in the same journey with the same key twice, the earlier entry stays. */
export const uniteJourneys = (ours: JourneyState, theirs: JourneyState): JourneyState => {
  const instances = [...ours.instances, ...theirs.instances].toSorted((a, b) => a.enteredAt - b.enteredAt);
  const first = instances.filter(
    (instance) => instances.find((other) => isSame(other, instance)) === instance,
  );
  const ends = [...ours.ended, ...theirs.ended].toSorted((a, b) => a.endedAt - b.endedAt);
  return { instances: first, ended: ends.reduce(remember, []) };
};

/** Ends what is due by `now` without doing it, for what was done elsewhere; the same state where nothing is. */
export const endDue = (state: JourneyState, now: number): JourneyState => {
  const due = state.instances.filter(({ wakeAt }) => wakeAt <= now);
  if (due.length === 0) return state;
  return {
    instances: state.instances.filter(({ wakeAt }) => wakeAt > now),
    ended: due.reduce(
      (ended, { journey, key, enteredAt }) =>
        remember(ended, { journey, key, enteredAt, endedAt: now, end: "left" }),
      state.ended,
    ),
  };
};

/** When something is to be done next; Infinity is never. */
export const nextWakeOf = ({ instances }: JourneyState): number =>
  Math.min(...instances.map(({ wakeAt }) => wakeAt));
