import type { AudienceDefinition, Leaf, Rule } from "../../../../schemas/audience.ts";

/** A leaf and where it stands in the body. */
export interface PlacedLeaf {
  readonly leaf: Leaf;
  readonly path: readonly PropertyKey[];
}

const leavesIn = (rule: Rule, path: readonly PropertyKey[]): PlacedLeaf[] => {
  if ("and" in rule) return rule.and.flatMap((part, index) => leavesIn(part, [...path, "and", index]));
  if ("or" in rule) return rule.or.flatMap((part, index) => leavesIn(part, [...path, "or", index]));
  if ("not" in rule) return leavesIn(rule.not, [...path, "not"]);
  return [{ leaf: rule, path }];
};

/** Every leaf of a parsed definition, exclusions included, in the order of the body. */
export const leavesOf = ({ include, exclude }: AudienceDefinition): PlacedLeaf[] => [
  ...leavesIn(include, ["include"]),
  ...exclude.flatMap(({ rule }, index) => leavesIn(rule, ["exclude", index, "rule"])),
];

/** The audiences that a definition names, each once. */
export const referencesOf = (definition: AudienceDefinition): string[] => [
  ...new Set(leavesOf(definition).flatMap(({ leaf }) => ("audience" in leaf ? [leaf.audience] : []))),
];
