import type { Duration, Rule, SequenceLeaf } from "../../../../../schemas/audience.ts";
import type { Ga4SequenceFilter, Ga4SequenceStep } from "../../../../../schemas/import/ga4.ts";
import { AUDIENCE_LEAVES_MAX } from "../../../../../schemas/limits.ts";
import { allPresent, oneOf } from "../combine-rules.ts";
import { type EventMatch, patternOf } from "../event-match.ts";
import { lengthOfTime } from "../length-of-time.ts";
import type { Place } from "../place.ts";
import { readingOf } from "./scope.ts";
import { waysOf } from "./one-event.ts";

type Step = SequenceLeaf["sequence"][number];

/** Whole seconds of `3600s`; null, and refused, for parts of one and for nothing. */
const durationOf = (text: string, place: Place): Duration | null => {
  const seconds = Number(text.slice(0, -1));
  return Number.isSafeInteger(seconds) && seconds > 0
    ? lengthOfTime(seconds)
    : place.refuse("is not a number of whole seconds from 1 on");
};

const stepOf = (step: Ga4SequenceStep, way: EventMatch, place: Place, isFirst: boolean): Step | null => {
  if (way.rules.length > 0) return place.refuse("asks for a profile, and steps are events");
  if (isFirst) return patternOf(way); // GA4 ignores both constraints there.
  const { constraintDuration, immediatelyFollows } = step;
  const within = constraintDuration
    ? durationOf(constraintDuration, place.at("constraintDuration"))
    : undefined;
  if (within === null) return null;
  return {
    ...patternOf(way),
    ...(within === undefined ? {} : { within }),
    ...(immediatelyFollows === true ? { directly: true } : {}),
  };
};

/** The ways in which one event is a step. A step across sessions is one where a single event is all of it. */
const waysOfStep = (step: Ga4SequenceStep, place: Place, isFirst: boolean): Step[] | null => {
  const reading = readingOf(step.scope, place.at("scope"));
  if (reading === null) return null;
  const expression = { expression: step.filterExpression, place: place.at("filterExpression") };
  const ways = waysOf(expression, reading === "life" ? "session" : reading);
  return ways === null ? null : allPresent(ways.map((way) => stepOf(step, way, place, isFirst)));
};

/** Every sequence that takes one way of each step; null, and refused, where they are too many. */
const everySequence = (steps: readonly Step[][], place: Place): Step[][] | null => {
  let sequences: Step[][] = [[]];
  for (const ways of steps) {
    if (sequences.length * ways.length > AUDIENCE_LEAVES_MAX)
      return place.refuse(`has more than ${AUDIENCE_LEAVES_MAX} ways to be met`);
    sequences = sequences.flatMap((begun) => ways.map((way) => [...begun, way]));
  }
  return sequences;
};

/** Steps in order. What must happen within a time is looked for in that time before now. */
export const ruleOfSequence = (filter: Ga4SequenceFilter, place: Place): Rule | null => {
  const { scope, sequenceMaximumDuration, sequenceSteps } = filter;
  const reading = readingOf(scope, place.at("scope"));
  if (reading !== null && reading !== "life")
    place.at("scope").refuse("is a sequence within one session or event, and sessions are not kept");
  const steps = allPresent(
    sequenceSteps.map((step, index) => waysOfStep(step, place.at("sequenceSteps", index), index === 0)),
  );
  const within = sequenceMaximumDuration
    ? durationOf(sequenceMaximumDuration, place.at("sequenceMaximumDuration"))
    : undefined;
  if (reading !== "life" || steps === null || within === null) return null;
  const whole = within === undefined ? {} : { within };
  const [only] = steps;
  if (steps.length === 1 && only !== undefined)
    return oneOf(
      only.map(({ event, where }) =>
        place.made({ event, ...(where === undefined ? {} : { where }), ...whole }),
      ),
      place,
    );
  const sequences = everySequence(steps, place);
  return sequences === null
    ? null
    : oneOf(
        sequences.map((sequence) => place.made({ sequence, ...whole })),
        place,
      );
};
