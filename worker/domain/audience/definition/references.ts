import type { AudienceDefinition } from "../../../../schemas/audience.ts";
import { AUDIENCE_CHAIN_MAX } from "../../../../schemas/limits.ts";
import { type Fault, pointerTo } from "./faults.ts";
import { leavesOf, referencesOf } from "./leaves.ts";

type Definitions = ReadonlyMap<string, AudienceDefinition>;

/** Ids of the audiences that name `id`. */
export const audiencesNaming = (id: string, definitions: Definitions): string[] =>
  [...definitions].flatMap(([name, definition]) => (referencesOf(definition).includes(id) ? [name] : []));

/** How many steps at most lead on from `id`; Infinity where they come to `end`. Each id is walked once. */
const chainLength = (
  id: string,
  next: (id: string) => readonly string[],
  end: string,
  known = new Map<string, number>(),
): number => {
  if (id === end) return Infinity;
  const before = known.get(id);
  if (before !== undefined) return before;
  const length = Math.max(0, ...next(id).map((name) => 1 + chainLength(name, next, end, known)));
  known.set(id, length);
  return length;
};

const canShareMembers = (a: AudienceDefinition["of"], b: AudienceDefinition["of"]): boolean =>
  a === b || a === "all" || b === "all";

/** What is wrong with the audiences that a definition names and that name it, once it is saved under `id`. */
export const referenceFaults = (definition: AudienceDefinition, id: string, others: Definitions): Fault[] => {
  const faults: Fault[] = [];
  const named = (name: string): readonly string[] => {
    const other = others.get(name);
    return other === undefined ? [] : referencesOf(other);
  };
  const naming = audiencesNaming(id, others).filter((name) => name !== id);
  const above = Math.max(
    0,
    ...naming.map((name) => 1 + chainLength(name, (of) => audiencesNaming(of, others), id)),
  );
  const reasonFor = (name: string): string | null => {
    const other = others.get(name);
    const below = chainLength(name, named, id);
    if (below === Infinity) return "leads back to the audience itself";
    if (other === undefined) return "is no audience of this site";
    if (!canShareMembers(definition.of, other.of)) return "can have no member in common with this one";
    const isTooLong = above !== Infinity && above + 1 + below > AUDIENCE_CHAIN_MAX;
    return isTooLong ? `makes a chain of more than ${AUDIENCE_CHAIN_MAX} audiences` : null;
  };
  for (const { leaf, path } of leavesOf(definition)) {
    const reason = "audience" in leaf ? reasonFor(leaf.audience) : null;
    if (reason !== null) faults.push({ pointer: pointerTo([...path, "audience"]), reason });
  }
  if (naming.some((name) => !canShareMembers(definition.of, others.get(name)?.of ?? "all")))
    faults.push({
      pointer: "/of",
      reason: "leaves no member in common with an audience that names this one",
    });
  return faults;
};
