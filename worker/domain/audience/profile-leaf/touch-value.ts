import type { Touch } from "../../profile-state.ts";
import type { ValueTest } from "../condition/value-test.ts";
import type { LeafTracker, TrackedSubject } from "../leaf/compiled-leaf.ts";
import { Steps } from "./steps.ts";

/** Reads one thing of a touch; undefined where it has none. */
export type TouchReader = (touch: Touch) => string | undefined;

const firstValue = (touches: readonly Touch[], read: TouchReader): Steps => {
  const steps = new Steps(undefined);
  const first = touches.find((touch) => read(touch) !== undefined);
  if (first !== undefined) steps.change(first.at, read(first));
  return steps;
};

const lastValue = (touches: readonly Touch[], read: TouchReader): Steps => {
  const steps = new Steps(undefined);
  for (const touch of touches) {
    const value = read(touch);
    if (value !== undefined) steps.change(touch.at, value);
  }
  return steps;
};

/** A value of the first, or of the newest touch that has one. Few touches are kept, so they are read anew each time. */
export const trackTouchValue = (
  test: ValueTest,
  subject: TrackedSubject,
  read: TouchReader,
  which: "first" | "last",
): LeafTracker => {
  const steps = () => (which === "first" ? firstValue : lastValue)(subject.touches, read);
  return {
    add: () => undefined,
    timelineFrom: (from) => steps().timelineFrom(from, test),
    valueAt: () => steps().last,
  };
};
