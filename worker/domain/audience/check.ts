import { AudienceDefinition, type Duration } from "../../../schemas/audience.ts";
import { AUDIENCE_WINDOW_MAX_MS, DAY_MS } from "../../../schemas/limits.ts";
import { isBareNegation } from "./definition/bare-negation.ts";
import { type Fault, faultsOf, pointerTo } from "./definition/faults.ts";
import { leavesOf, type PlacedLeaf } from "./definition/leaves.ts";
import { outlineFault } from "./definition/outline.ts";
import { durationMs } from "./duration.ts";

export type AudienceCheck =
  | { readonly ok: true; readonly definition: AudienceDefinition }
  | {
      readonly ok: false;
      readonly code: "audience_invalid" | "audience_not_supported";
      readonly errors: Fault[];
    };

const windowFault = (window: Duration | undefined, path: readonly PropertyKey[]): Fault[] =>
  window !== undefined && durationMs(window) > AUDIENCE_WINDOW_MAX_MS
    ? [{ pointer: pointerTo(path), reason: `is longer than ${AUDIENCE_WINDOW_MAX_MS / DAY_MS} days` }]
    : [];

const leafWindowFaults = ({ leaf, path }: PlacedLeaf): Fault[] =>
  "event" in leaf
    ? [
        ...windowFault(leaf.within, [...path, "within"]),
        ...windowFault(leaf.not_followed_by?.within, [...path, "not_followed_by", "within"]),
      ]
    : [];

/** What the schema cannot say. */
const definitionFaults = (definition: AudienceDefinition, leaves: readonly PlacedLeaf[]): Fault[] => {
  const { include, membership } = definition;
  return [
    ...leaves.flatMap(leafWindowFaults),
    ...(membership.mode === "sticky" ? windowFault(membership.for, ["membership", "for"]) : []),
    ...(isBareNegation(include)
      ? [{ pointer: "/include", reason: "needs a condition that is not negated" }]
      : []),
  ];
};

const unsupportedFaults = (leaves: readonly PlacedLeaf[]): Fault[] =>
  leaves
    .filter(({ leaf }) => !("event" in leaf))
    .map(({ path }) => ({ pointer: pointerTo(path), reason: "is a kind of leaf that is not evaluated yet" }));

/** The only way from a body to a definition. Definitions that could not be evaluated are refused, never half understood. */
export const checkAudience = (raw: unknown): AudienceCheck => {
  const tooLarge = outlineFault(raw);
  if (tooLarge !== null) return { ok: false, code: "audience_invalid", errors: [tooLarge] };
  const parsed = AudienceDefinition.safeParse(raw);
  if (!parsed.success) return { ok: false, code: "audience_invalid", errors: faultsOf(parsed.error, raw) };
  const leaves = leavesOf(parsed.data);
  const invalid = definitionFaults(parsed.data, leaves);
  if (invalid.length > 0) return { ok: false, code: "audience_invalid", errors: invalid };
  const unsupported = unsupportedFaults(leaves);
  if (unsupported.length > 0) return { ok: false, code: "audience_not_supported", errors: unsupported };
  return { ok: true, definition: parsed.data };
};
