import {
  JOURNEY_DEPTH_MAX,
  JOURNEY_STEPS_MAX,
  JOURNEY_STEPS_PER_LIST_MAX,
} from "../../../schemas/limits-outreach.ts";
import { type Fault, pointerTo } from "../audience/definition/faults.ts";
import { outlineFault } from "../audience/definition/outline.ts";
import { ownValue } from "../audience/own-value.ts";

type Path = readonly PropertyKey[];

/** A list of steps of an unchecked body: it may be anything. */
interface RawList {
  readonly value: unknown;
  readonly path: Path;
  readonly depth: number;
}

/** One more than a list may have is enough for the schema to refuse it. */
const listed = (list: unknown): readonly unknown[] =>
  Array.isArray(list) ? list.slice(0, JOURNEY_STEPS_PER_LIST_MAX + 1) : [];

const listsIn = (step: unknown, path: Path, depth: number): RawList[] => [
  ...listed(ownValue(step, "branch")).map((branch, index) => ({
    value: ownValue(branch, "then"),
    path: [...path, "branch", index, "then"],
    depth,
  })),
  { value: ownValue(step, "else"), path: [...path, "else"], depth },
];

const ruleFault = (rule: unknown, path: Path): Fault | null => {
  const fault = outlineFault({ include: rule });
  return fault === null
    ? null
    : { pointer: pointerTo(path) + fault.pointer.replace(/^\/include/, ""), reason: fault.reason };
};

const branchFault = (step: unknown, path: Path): Fault | null => {
  for (const [index, branch] of listed(ownValue(step, "branch")).entries()) {
    const fault = ruleFault(ownValue(branch, "if"), [...path, "branch", index, "if"]);
    if (fault !== null) return fault;
  }
  return null;
};

/**
 * Checks depth and number of the steps and rules of an unchecked body, before the schema follows them recursively: no body
 * can overflow its stack, or have it try every kind of step on too many.
 */
export const journeyOutlineFault = (body: unknown): Fault | null => {
  const inFilter = ruleFault(ownValue(body, "filter"), ["filter"]);
  if (inFilter !== null) return inFilter;
  const pending: RawList[] = [{ value: ownValue(body, "steps"), path: ["steps"], depth: 1 }];
  let steps = 0;
  for (let list = pending.pop(); list !== undefined; list = pending.pop()) {
    const { value, path, depth } = list;
    if (listed(value).length > 0 && depth > JOURNEY_DEPTH_MAX)
      return { pointer: pointerTo(path), reason: `is deeper than ${JOURNEY_DEPTH_MAX} lists of steps` };
    for (const [index, step] of listed(value).entries()) {
      const here = [...path, index];
      steps += 1;
      if (steps > JOURNEY_STEPS_MAX)
        return { pointer: pointerTo(here), reason: `is one step more than ${JOURNEY_STEPS_MAX}` };
      const fault = branchFault(step, here);
      if (fault !== null) return fault;
      pending.push(...listsIn(step, here, depth + 1));
    }
  }
  return null;
};
