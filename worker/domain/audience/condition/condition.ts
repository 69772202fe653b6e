import type { Condition } from "../../../../schemas/audience.ts";
import type { EventFields } from "../../profile-state.ts";
import { compileProperty } from "./property.ts";
import { compileComparison } from "./value-test.ts";

export type FieldsTest = (fields: EventFields) => boolean;

const compileCondition = (condition: Condition): FieldsTest => {
  const property = compileProperty(condition.prop);
  const test = compileComparison(condition);
  if (property.of === "event") return (fields) => test(property.read(fields));
  return (fields) => fields.items?.some((item) => test(property.read(item))) ?? false;
};

/**
 * All conditions of a `where`; null where there is none. A condition on `item.…` holds when one item satisfies it, so two of
 * them may be satisfied by two items, and an event without items satisfies none, not even `neq`.
 */
export const compileWhere = (where: readonly Condition[] | undefined): FieldsTest | null => {
  const tests = where?.map(compileCondition) ?? [];
  const [first] = tests;
  if (first === undefined) return null;
  return tests.length === 1 ? first : (fields) => tests.every((test) => test(fields));
};
