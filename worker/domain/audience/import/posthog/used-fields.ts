import type { PosthogLeaf } from "../../../../../schemas/import/posthog.ts";
import type { Place } from "../place.ts";

const INFORMATIONAL: ReadonlySet<string> = new Set([
  "label",
  "cohort_name",
  "sort_key",
  "bytecode",
  "bytecode_error",
  "conditionHash",
]);

const isSaid = (value: unknown): boolean => {
  if (value === null || value === undefined || value === false) return false;
  return !Array.isArray(value) || value.length > 0;
};

/** Refuses what a condition says beside the fields that its kind takes, so that nothing is left out unseen. */
export const refuseOtherFields = (leaf: PosthogLeaf, used: readonly string[], place: Place): boolean => {
  const others = Object.entries(leaf).filter(
    ([field, value]) => isSaid(value) && !INFORMATIONAL.has(field) && !used.includes(field),
  );
  for (const [field] of others) place.at(field).refuse("has no meaning in this kind of condition");
  return others.length > 0;
};
