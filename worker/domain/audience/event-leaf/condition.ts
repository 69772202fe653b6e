import type { Condition } from "../../../../schemas/audience.ts";
import type { EventFields } from "../../profile-state.ts";
import { compileProperty, type PropertyValue } from "./property.ts";

export type FieldsTest = (fields: EventFields) => boolean;
type ValueTest = (value: PropertyValue) => boolean;

const ORDERS = {
  gt: (a: number, b: number) => a > b,
  gte: (a: number, b: number) => a >= b,
  lt: (a: number, b: number) => a < b,
  lte: (a: number, b: number) => a <= b,
};

/**
 * Types are never converted: `params.size` sent as the text "9" is not greater than the number 8 and does not equal it.
 * A missing property satisfies `neq`, `nin` and `exists: false` ("is not boots" is true of what has no category), nothing else.
 */
const compileComparison = (condition: Condition): ValueTest => {
  switch (condition.op) {
    case "eq":
      return (value) => value === condition.value;
    case "neq":
      return (value) => value !== condition.value;
    case "in":
    case "nin": {
      const listed = new Set<PropertyValue>(condition.value);
      const wanted = condition.op === "in";
      return (value) => listed.has(value) === wanted;
    }
    case "contains":
      return (value) => typeof value === "string" && value.includes(condition.value);
    case "starts_with":
      return (value) => typeof value === "string" && value.startsWith(condition.value);
    case "exists":
      return (value) => (value !== undefined) === condition.value;
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      break;
  }
  const isInOrder = ORDERS[condition.op];
  return (value) => typeof value === "number" && isInOrder(value, condition.value);
};

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
  const tests = where?.map(compileCondition);
  if (tests === undefined) return null;
  return (fields) => tests.every((test) => test(fields));
};
