import type { Ga4Filter, Ga4NumericValue } from "../../../../../schemas/import/ga4.ts";
import { allPresent } from "../combine-rules.ts";
import type { Place } from "../place.ts";
import { textFor, type Values, type ValueTest } from "../target.ts";

const OPERATIONS = { EQUAL: "eq", LESS_THAN: "lt", GREATER_THAN: "gt" } as const;

/** Null, and refused, where it is no number or one that JavaScript cannot hold exactly. */
export const numberOf = ({ int64Value, doubleValue }: Ga4NumericValue, place: Place): number | null => {
  const given = [int64Value ?? [], doubleValue ?? []].flat();
  const [value] = given;
  if (given.length !== 1 || value === undefined)
    return place.refuse("needs one of int64Value and doubleValue");
  const number = Number(value);
  const isInteger = doubleValue === null || doubleValue === undefined;
  return isInteger && !Number.isSafeInteger(number) ? place.at("int64Value").refuse("is too large") : number;
};

type StringFilter = NonNullable<Ga4Filter["stringFilter"]>;
const STRING_OPERATORS = { EXACT: "eq", BEGINS_WITH: "starts_with", CONTAINS: "contains" } as const;

const stringTest = (filter: StringFilter, values: Values, place: Place): ValueTest | null => {
  const { matchType, value, caseSensitive } = filter;
  if (matchType === "ENDS_WITH" || matchType === "FULL_REGEXP")
    return place.at("matchType").refuse("is a comparison that audiences do not have");
  const extent = matchType === "EXACT" ? "whole" : "part";
  const comparison = { extent, isCaseSensitive: caseSensitive === true } as const;
  const text = textFor(values, value, comparison, place.at("value"));
  return text === null ? null : { op: STRING_OPERATORS[matchType], value: text };
};

type InListFilter = NonNullable<Ga4Filter["inListFilter"]>;

const listTest = ({ values: listed, caseSensitive }: InListFilter, values: Values, place: Place) => {
  const comparison = { extent: "whole", isCaseSensitive: caseSensitive === true } as const;
  const texts = allPresent(
    listed.map((text, index) => textFor(values, text, comparison, place.at("values", index))),
  );
  return texts === null ? null : ({ op: "in", value: texts } satisfies ValueTest);
};

const numericTests = (filter: Ga4Filter, place: Place): (ValueTest | null)[] => {
  const { numericFilter, betweenFilter } = filter;
  if (numericFilter) {
    const value = numberOf(numericFilter.value, place.at("numericFilter", "value"));
    return [value === null ? null : { op: OPERATIONS[numericFilter.operation], value }];
  }
  if (!betweenFilter) return [];
  const from = numberOf(betweenFilter.fromValue, place.at("betweenFilter", "fromValue"));
  const to = numberOf(betweenFilter.toValue, place.at("betweenFilter", "toValue"));
  return from === null || to === null
    ? [null]
    : [
        { op: "gte", value: from },
        { op: "lte", value: to },
      ];
};

const FILTERS = ["stringFilter", "inListFilter", "numericFilter", "betweenFilter"] as const;

/** The one of the four filters that is there. */
export const filterField = (filter: Ga4Filter, place: Place): (typeof FILTERS)[number] | null => {
  const present = FILTERS.filter((field) => filter[field] !== null && filter[field] !== undefined);
  const [field] = present;
  return present.length === 1 && field !== undefined
    ? field
    : place.refuse("needs exactly one of its four filters");
};

/** What a filter asks of a property, all of it; null where that was refused. */
export const valueTests = (filter: Ga4Filter, values: Values, place: Place): ValueTest[] | null => {
  const field = filterField(filter, place);
  if (field === null) return null;
  const { stringFilter, inListFilter } = filter;
  if (stringFilter) return allPresent([stringTest(stringFilter, values, place.at("stringFilter"))]);
  if (inListFilter) return allPresent([listTest(inListFilter, values, place.at("inListFilter"))]);
  if (values.kind === "text") return place.at(field).refuse("compares text as if it were a number");
  return allPresent(numericTests(filter, place));
};
