import type { Rule } from "../../../../schemas/audience.ts";

/**
 * Whether a rule says only what must not be: such an audience would hold everybody, also who did nothing at all, and an ad
 * platform would be told to follow them. One positive condition beside the negations is enough, also in an `or`; negating a
 * negation is positive. A count that allows zero is not refused: its author wrote the number.
 */
export const isBareNegation = (rule: Rule): boolean => {
  if ("and" in rule) return rule.and.every(isBareNegation);
  if ("or" in rule) return rule.or.every(isBareNegation);
  return "not" in rule && !isBareNegation(rule.not);
};
