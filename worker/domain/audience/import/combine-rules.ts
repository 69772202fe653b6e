import type { Rule } from "../../../../schemas/audience.ts";
import type { Place } from "./place.ts";

const isPresent = <T>(value: T | null): value is T => value !== null;

/** A list without holes; null where a part was refused. */
export const allPresent = <T>(parts: readonly (T | null)[]): T[] | null => {
  const present = parts.filter(isPresent);
  return present.length === parts.length ? present : null;
};

const single = (rules: readonly Rule[]): Rule | undefined => (rules.length === 1 ? rules[0] : undefined);

/** All of them, without lists in lists: depth is scarce. */
export const allOf = (rules: readonly Rule[], place: Place): Rule => {
  const parts = rules.flatMap((rule) => ("and" in rule ? rule.and : [rule]));
  return single(parts) ?? place.made({ and: parts });
};

/** One of them, likewise. */
export const oneOf = (rules: readonly Rule[], place: Place): Rule => {
  const parts = rules.flatMap((rule) => ("or" in rule ? rule.or : [rule]));
  return single(parts) ?? place.made({ or: parts });
};

export const noneOf = (rule: Rule, place: Place): Rule => place.made({ not: rule });
