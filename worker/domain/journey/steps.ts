import type { JourneyDefinition, Send, Step } from "../../../schemas/journey.ts";

/** Place of a step: its number in the list, then by turns the number of a branch (-1 is `else`) and the number in its list. */
export type StepPath = readonly number[];

const ELSE = -1;

/** The list that a path leads into; undefined where the definition has none there. */
const listAt = ({ steps }: Pick<JourneyDefinition, "steps">, path: StepPath): readonly Step[] | undefined => {
  let list: readonly Step[] | undefined = steps;
  for (let depth = 0; depth + 2 < path.length; depth += 2) {
    const step: Step | undefined = list[path[depth] ?? 0];
    const branch = path[depth + 1] ?? 0;
    if (step === undefined || !("branch" in step)) return undefined;
    list = branch === ELSE ? step.else : step.branch[branch]?.then;
    if (list === undefined) return undefined;
  }
  return list;
};

/** The step at a path; undefined behind the last one of its list. */
export const stepAt = (definition: Pick<JourneyDefinition, "steps">, path: StepPath): Step | undefined =>
  listAt(definition, path)?.[path.at(-1) ?? 0];

/** The place behind a step; behind the last of a branch, the one behind the branch. Null where the journey is over. */
export const nextPath = (definition: Pick<JourneyDefinition, "steps">, path: StepPath): StepPath | null => {
  let next = [...path.slice(0, -1), (path.at(-1) ?? 0) + 1];
  while (stepAt(definition, next) === undefined) {
    if (next.length < 3) return null;
    next = [...next.slice(0, -3), (next.at(-3) ?? 0) + 1];
  }
  return next;
};

/** The first step of a branch, or null where its list is empty or absent. */
export const intoBranch = (
  definition: Pick<JourneyDefinition, "steps">,
  path: StepPath,
  branch: number,
): StepPath | null => {
  const inside = [...path, branch, 0];
  return stepAt(definition, inside) === undefined ? null : inside;
};

/** Which of the branches of a step is taken; `else` where no rule holds. */
export const chosenBranch = (holds: readonly boolean[]): number => {
  const first = holds.indexOf(true);
  return first < 0 ? ELSE : first;
};

/** A path in the letters that ids may have: `2.e.0`. */
export const pathText = (path: StepPath): string =>
  path.map((part) => (part === ELSE ? "e" : String(part))).join(".");

/** The name of a step in reports: its own, or its place. */
export const stepName = (step: Step, path: StepPath): string => step.id ?? pathText(path);

/** One step of a definition, with its place and the JSON path to it. */
export interface PlacedStep {
  readonly step: Step;
  readonly path: StepPath;
  readonly pointer: readonly PropertyKey[];
}

const stepsIn = (list: readonly Step[], before: StepPath, pointer: readonly PropertyKey[]): PlacedStep[] =>
  list.flatMap((step, index): PlacedStep[] => {
    const path = [...before, index];
    const here = [...pointer, index];
    const placed = { step, path, pointer: here };
    if (!("branch" in step)) return [placed];
    const inside = step.branch.flatMap((branch, number) =>
      stepsIn(branch.then, [...path, number], [...here, "branch", number, "then"]),
    );
    return [placed, ...inside, ...stepsIn(step.else ?? [], [...path, ELSE], [...here, "else"])];
  });

/** Every step, those in branches included, in the order of the body. */
export const stepsOf = ({ steps }: Pick<JourneyDefinition, "steps">): PlacedStep[] =>
  stepsIn(steps, [], ["steps"]);

/** The messages of a journey. */
export const sendsOf = (definition: Pick<JourneyDefinition, "steps">): (PlacedStep & { send: Send })[] =>
  stepsOf(definition).flatMap((placed) =>
    "send" in placed.step ? [{ ...placed, send: placed.step.send }] : [],
  );
