import type { Condition } from "../../../../schemas/audience.ts";
import type { PropertyValue } from "./property.ts";

export type ValueTest = (value: PropertyValue) => boolean;

/** A comparison without what is compared. */
type Comparison = Condition extends infer One ? (One extends Condition ? Omit<One, "prop"> : never) : never;

const ORDERS = {
  gt: (a: number, b: number) => a > b,
  gte: (a: number, b: number) => a >= b,
  lt: (a: number, b: number) => a < b,
  lte: (a: number, b: number) => a <= b,
};

/**
 * Types are never converted: `params.size` sent as the text "9" is not greater than the number 8 and does not equal it.
 * A missing value satisfies `neq`, `nin` and `exists: false` ("is not boots" is true of what has no category), nothing else.
 */
export const compileComparison = (comparison: Comparison): ValueTest => {
  switch (comparison.op) {
    case "eq":
      return (value) => value === comparison.value;
    case "neq":
      return (value) => value !== comparison.value;
    case "in":
    case "nin": {
      const listed = new Set<PropertyValue>(comparison.value);
      const wanted = comparison.op === "in";
      return (value) => listed.has(value) === wanted;
    }
    case "contains":
      return (value) => typeof value === "string" && value.includes(comparison.value);
    case "starts_with":
      return (value) => typeof value === "string" && value.startsWith(comparison.value);
    case "exists":
      return (value) => (value !== undefined) === comparison.value;
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      break;
  }
  const isInOrder = ORDERS[comparison.op];
  return (value) => typeof value === "number" && isInOrder(value, comparison.value);
};
