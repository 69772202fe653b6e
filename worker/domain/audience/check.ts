import { AudienceDefinition, type Duration } from "../../../schemas/audience.ts";
import { AUDIENCE_WINDOW_MAX_MS, DAY_MS } from "../../../schemas/limits.ts";
import { isBareNegation } from "./definition/bare-negation.ts";
import { type Fault, faultsOf, pointerTo } from "./definition/faults.ts";
import { leavesOf, type PlacedLeaf } from "./definition/leaves.ts";
import { outlineFault } from "./definition/outline.ts";
import { referenceFaults } from "./definition/references.ts";
import { durationMs } from "./duration.ts";

export type AudienceCheck =
  | { readonly ok: true; readonly definition: AudienceDefinition }
  | { readonly ok: false; readonly code: "audience_invalid"; readonly errors: Fault[] };

type Path = readonly PropertyKey[];

const windowFault = (window: Duration | undefined, path: Path): Fault[] =>
  window !== undefined && durationMs(window) > AUDIENCE_WINDOW_MAX_MS
    ? [{ pointer: pointerTo(path), reason: `is longer than ${AUDIENCE_WINDOW_MAX_MS / DAY_MS} days` }]
    : [];

const firstStepFault = (value: unknown, path: Path): Fault[] =>
  value === undefined ? [] : [{ pointer: pointerTo(path), reason: "has no step before it" }];

const leafFaults = ({ leaf, path }: PlacedLeaf): Fault[] => {
  if ("event" in leaf)
    return [
      ...windowFault(leaf.within, [...path, "within"]),
      ...windowFault(leaf.not_followed_by?.within, [...path, "not_followed_by", "within"]),
    ];
  if (!("sequence" in leaf)) return [];
  const [first] = leaf.sequence;
  const inFirst = [...path, "sequence", 0];
  return [
    ...windowFault(leaf.within, [...path, "within"]),
    ...leaf.sequence.flatMap((step, index) =>
      windowFault(step.within, [...path, "sequence", index, "within"]),
    ),
    ...firstStepFault(first?.within, [...inFirst, "within"]),
    ...firstStepFault(first?.directly, [...inFirst, "directly"]),
  ];
};

/** What the schema cannot say. */
const definitionFaults = (definition: AudienceDefinition, leaves: readonly PlacedLeaf[]): Fault[] => {
  const { include, membership } = definition;
  return [
    ...leaves.flatMap(leafFaults),
    ...(membership.mode === "sticky" ? windowFault(membership.for, ["membership", "for"]) : []),
    ...(isBareNegation(include)
      ? [{ pointer: "/include", reason: "needs a condition that is not negated" }]
      : []),
  ];
};

const invalid = (errors: Fault[]): AudienceCheck => ({ ok: false, code: "audience_invalid", errors });

/**
 * The only way from a body to a definition. `others` are the site's audiences by id: the one with the same id is about to be
 * replaced. Definitions that could not be evaluated are refused, never half understood.
 */
export const checkAudience = (
  raw: unknown,
  id: string,
  others: ReadonlyMap<string, AudienceDefinition>,
): AudienceCheck => {
  const tooLarge = outlineFault(raw);
  if (tooLarge !== null) return invalid([tooLarge]);
  const parsed = AudienceDefinition.safeParse(raw);
  if (!parsed.success) return invalid(faultsOf(parsed.error, raw));
  const leaves = leavesOf(parsed.data);
  const faults = definitionFaults(parsed.data, leaves);
  if (faults.length > 0) return invalid(faults);
  const badReferences = referenceFaults(parsed.data, id, others);
  return badReferences.length > 0 ? invalid(badReferences) : { ok: true, definition: parsed.data };
};
