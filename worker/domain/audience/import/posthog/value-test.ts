import type { PosthogLeaf, PosthogScalar } from "../../../../../schemas/import/posthog.ts";
import { allPresent } from "../combine-rules.ts";
import type { Place } from "../place.ts";
import { textFor, type Values, type ValueTest } from "../target.ts";

/** A comparison, and whether its opposite is meant: `not_icontains` is no operator of the language. */
export interface PossiblyNegated {
  readonly test: ValueTest;
  readonly isNegated: boolean;
}

const plainNumber = (text: string): number | null => {
  const number = Number(text);
  return Number.isFinite(number) && String(number) === text ? number : null;
};

/** PostHog compares values as text, so "5" is also the number 5 and "true" the truth value. */
const formsOf = (text: string): PosthogScalar[] => [
  text,
  ...(plainNumber(text) === null ? [] : [Number(text)]),
  ...(text === "true" || text === "false" ? [text === "true"] : []),
];

/** Every value of the property that a value of the document stands for; null where it was refused. */
const standsFor = (value: PosthogScalar, values: Values, place: Place): PosthogScalar[] | null => {
  if (values.kind === "number") {
    const number = plainNumber(String(value));
    return number === null ? place.refuse("is not a number, and the property always is") : [number];
  }
  const text = textFor(values, String(value), { extent: "whole", isCaseSensitive: true }, place);
  if (text === null) return null;
  return values.kind === "text" ? [text] : formsOf(text);
};

const equality = (leaf: PosthogLeaf, values: Values, isEqual: boolean, place: Place): ValueTest | null => {
  const { value } = leaf;
  if (value === null || value === undefined) return place.refuse("needs a value");
  if (Array.isArray(value) && value.length === 0) return place.at("value").refuse("lists nothing");
  const all = Array.isArray(value)
    ? value.map((one, index) => standsFor(one, values, place.at("value", index)))
    : [standsFor(value, values, place.at("value"))];
  const wanted = allPresent(all)?.flat() ?? null;
  if (wanted === null) return null;
  const [only] = wanted;
  if (wanted.length === 1 && only !== undefined) return { op: isEqual ? "eq" : "neq", value: only };
  return { op: isEqual ? "in" : "nin", value: wanted };
};

const containing = ({ value }: PosthogLeaf, values: Values, place: Place): ValueTest | null => {
  const [part] = Array.isArray(value) && value.length === 1 ? value : [value];
  if (typeof part !== "string" && typeof part !== "number")
    return place.refuse("needs one text as its value");
  const comparison = { extent: "part", isCaseSensitive: false } as const;
  const text = textFor(values, String(part), comparison, place.at("value"));
  return text === null ? null : { op: "contains", value: text };
};

const ORDERS = new Set(["gt", "gte", "lt", "lte"] as const);
type Order = typeof ORDERS extends Set<infer One> ? One : never;
const isOrder = (operator: string): operator is Order => (ORDERS as ReadonlySet<string>).has(operator);

const order = (op: Order, { value }: PosthogLeaf, { kind }: Values, place: Place): ValueTest | null => {
  if (kind === "text") return place.at("operator").refuse("compares text as if it were a number");
  const number = typeof value === "number" || typeof value === "string" ? plainNumber(String(value)) : null;
  return number === null ? place.at("value").refuse("is not a number") : { op, value: number };
};

const plain = (test: ValueTest | null): PossiblyNegated | null =>
  test === null ? null : { test, isNegated: false };

/** What a condition asks of a property. Without an operator, equality. */
export const valueTest = (leaf: PosthogLeaf, values: Values, place: Place): PossiblyNegated | null => {
  const operator = leaf.operator ?? "exact";
  if (isOrder(operator)) return plain(order(operator, leaf, values, place));
  switch (operator) {
    case "exact":
      return plain(equality(leaf, values, true, place));
    case "is_not":
      return plain(equality(leaf, values, false, place));
    case "is_set":
      return { test: { op: "exists", value: true }, isNegated: false };
    case "is_not_set":
      return { test: { op: "exists", value: false }, isNegated: false };
    case "icontains":
    case "not_icontains": {
      const test = containing(leaf, values, place);
      return test === null ? null : { test, isNegated: operator === "not_icontains" };
    }
    default:
      return place.at("operator").refuse("is a comparison that audiences do not have");
  }
};
