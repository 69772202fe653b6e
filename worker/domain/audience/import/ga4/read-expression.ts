import type { Ga4EventFilter, Ga4Expression, Ga4Filter } from "../../../../../schemas/import/ga4.ts";
import type { Place } from "../place.ts";

/** An expression and where it stands. */
export interface PlacedExpression {
  readonly expression: Ga4Expression;
  readonly place: Place;
}

/** What an expression is: GA4 gives it one of five fields. */
export type ReadExpression =
  | { readonly kind: "all" | "any"; readonly parts: readonly PlacedExpression[]; readonly place: Place }
  | { readonly kind: "not"; readonly part: PlacedExpression; readonly place: Place }
  | { readonly kind: "filter"; readonly filter: Ga4Filter; readonly place: Place }
  | { readonly kind: "event"; readonly filter: Ga4EventFilter; readonly place: Place };

const placed = (expressions: readonly Ga4Expression[], place: Place): PlacedExpression[] =>
  expressions.map((expression, index) => ({ expression, place: place.at("filterExpressions", index) }));

/** Null, and refused, where it is none of the five or several. */
export const readExpression = ({ expression, place }: PlacedExpression): ReadExpression | null => {
  const { andGroup, orGroup, notExpression, dimensionOrMetricFilter, eventFilter } = expression;
  const found: ReadExpression[] = [];
  const inside = (field: keyof Ga4Expression): Place => place.at(field);
  if (andGroup) {
    const group = inside("andGroup");
    found.push({ kind: "all", parts: placed(andGroup.filterExpressions, group), place: group });
  }
  if (orGroup) {
    const group = inside("orGroup");
    found.push({ kind: "any", parts: placed(orGroup.filterExpressions, group), place: group });
  }
  if (notExpression) {
    const part = { expression: notExpression, place: inside("notExpression") };
    found.push({ kind: "not", part, place: part.place });
  }
  if (dimensionOrMetricFilter)
    found.push({
      kind: "filter",
      filter: dimensionOrMetricFilter,
      place: inside("dimensionOrMetricFilter"),
    });
  if (eventFilter) found.push({ kind: "event", filter: eventFilter, place: inside("eventFilter") });
  const [only] = found;
  if (found.length !== 1 || only === undefined)
    return place.refuse("needs exactly one of andGroup, orGroup, notExpression and the two filters");
  return only;
};

/** Every test of a dimension or metric in an expression, those in parameters of events left out. */
export const filtersIn = (
  placedExpression: PlacedExpression,
): readonly Extract<ReadExpression, { kind: "filter" }>[] => {
  const { expression, place } = placedExpression;
  const { andGroup, orGroup, notExpression, dimensionOrMetricFilter } = expression;
  return [
    ...placed(andGroup?.filterExpressions ?? [], place.at("andGroup")).flatMap(filtersIn),
    ...placed(orGroup?.filterExpressions ?? [], place.at("orGroup")).flatMap(filtersIn),
    ...(notExpression ? filtersIn({ expression: notExpression, place: place.at("notExpression") }) : []),
    ...(dimensionOrMetricFilter
      ? [
          {
            kind: "filter" as const,
            filter: dimensionOrMetricFilter,
            place: place.at("dimensionOrMetricFilter"),
          },
        ]
      : []),
  ];
};
