/** Mistakes as people make them in documents: a wrong value, a missing or a surplus field, a list too many. */
import * as fc from "fast-check";

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Path = readonly string[];

/** Every place of a document, the root first. */
export const placesOf = (value: Json, path: Path = []): Path[] => [
  path,
  ...(typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, part]) => placesOf(part, [...path, name]))
    : []),
];

export const valueAt = (document: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (holder, name) =>
      typeof holder === "object" && holder !== null && Object.hasOwn(holder, name)
        ? (holder as Record<string, unknown>)[name]
        : undefined,
    document,
  );

/** A copy in which what stands at a path is another value; undefined takes it out. */
export const replaced = (
  value: Json,
  [name, ...rest]: Path,
  change: (was: Json) => Json | undefined,
): Json | undefined => {
  if (name === undefined) return change(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value))
    return value.flatMap((item, index) =>
      String(index) === name ? (replaced(item, rest, change) ?? []) : [item],
    );
  const { [name]: was = null, ...others } = value;
  const part = replaced(was, rest, change);
  return part === undefined ? others : { ...others, [name]: part };
};

const SCALARS = [null, true, 0, 1, -1, 0.5, 1_000_001, "", "x", "7d", "*", "exists", "x".repeat(501)];

type Change = (was: Json) => Json | undefined;
export type Mistake = readonly [place: number, change: Change];

const changesWith = (names: readonly string[]): fc.Arbitrary<Change> => {
  const scalars = fc.constantFrom<Json>(...SCALARS);
  return fc.oneof(
    scalars.map((to) => () => to),
    fc.constant(() => undefined),
    fc.constant((was: Json) => [was]),
    fc.tuple(fc.constantFrom(...names), scalars).map(
      ([name, to]) =>
        (was: Json) =>
          typeof was === "object" && was !== null && !Array.isArray(was)
            ? { ...was, [name]: to }
            : { [name]: to },
    ),
  );
};

/** Up to three of them; fields that are added have one of the names. */
export const mistakesAmong = (names: readonly string[]): fc.Arbitrary<Mistake[]> =>
  fc.array(fc.tuple(fc.nat({ max: 9_999 }), changesWith(names)), { maxLength: 3 });

export const withMistakes = (document: Json, mistakes: readonly Mistake[]): Json =>
  mistakes.reduce<Json>((wrong, [place, change]) => {
    const places = placesOf(wrong);
    return replaced(wrong, places[place % places.length] ?? [], change) ?? null;
  }, document);
