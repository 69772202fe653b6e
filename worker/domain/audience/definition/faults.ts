import type { z } from "zod";
import { ownValue } from "../own-value.ts";

/** One thing wrong with a body, as problem documents list it. */
export interface Fault {
  /** RFC 6901, into the body. */
  readonly pointer: string;
  /** In terms of what is allowed; never repeats what was sent. */
  readonly reason: string;
}

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** A body that is wrong all over needs no complete list. */
const FAULTS_MAX = 20;
/** A pointer to an unknown field repeats its name; a longer one points to what holds it. */
const NAME_MAX_LENGTH = 64;

const escapeSegment = (segment: PropertyKey): string =>
  String(segment).replaceAll("~", "~0").replaceAll("/", "~1");

/** RFC 6901 section 3. */
export const pointerTo = (path: Path): string => path.map((segment) => `/${escapeSegment(segment)}`).join("");

/** The own value at a path of the body; undefined where there is none. */
const valueAt = (body: unknown, path: Path): unknown => path.reduce<unknown>(ownValue, body);

/** Fields of an object that a form does not know: all of them, where the field that would tell the form is absent. */
const unknownFields = (issue: Issue, value: unknown): readonly string[] => {
  if (issue.code === "unrecognized_keys" && issue.path.length === 0) return issue.keys;
  const isUntold = issue.code === "invalid_union" && issue.errors.length === 0;
  return isUntold && valueAt(value, issue.path) === undefined ? Object.keys(Object(value)) : [];
};

/**
 * How far an object is from one form of a union: fields the form does not know, and fields it needs that are absent. The former
 * weigh more: who wrote a field knew it, who left one out may not.
 */
const distance = (issues: readonly Issue[], value: unknown): number => {
  const unknown = issues.flatMap((issue) => unknownFields(issue, value));
  const absent = issues.flatMap(({ path }) =>
    path[0] !== undefined && ownValue(value, path[0]) === undefined ? [path[0]] : [],
  );
  return 2 * unknown.length + absent.length;
};

/** The form that was meant: the only nearest one. Null where two are as near, so that no guess sends the reader astray. */
const meantForm = (forms: readonly (readonly Issue[])[], value: unknown): readonly Issue[] | null => {
  const distances = forms.map((issues) => distance(issues, value));
  const nearest = Math.min(...distances);
  const nearestForms = forms.filter((_, index) => distances[index] === nearest);
  return nearestForms.length === 1 ? (nearestForms[0] ?? null) : null;
};

const reasonFor = (issue: Issue): string => {
  switch (issue.code) {
    case "invalid_type":
      return `must be of type ${issue.expected}`;
    case "too_small":
      return `must not be below ${issue.minimum} (${issue.origin})`;
    case "too_big":
      return `must not be above ${issue.maximum} (${issue.origin})`;
    case "invalid_value":
      return `must be one of ${issue.values.join(", ")}`;
    case "invalid_union":
      return "has none of the allowed forms";
    case "invalid_format":
      return "has the wrong format";
    case "custom":
      return issue.message;
    case "unrecognized_keys":
    case "invalid_key":
    case "invalid_element":
    case "not_multiple_of":
      break;
  }
  return "is not valid";
};

const faultsOfIssue = (issue: Issue, body: unknown, base: Path): Fault[] => {
  const path = [...base, ...issue.path];
  const pointer = pointerTo(path);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((name) => ({
      pointer: name.length > NAME_MAX_LENGTH ? pointer : pointerTo([...path, name]),
      reason: "is not a known field",
    }));
  const value = valueAt(body, path);
  if (value === undefined) return [{ pointer, reason: "is required" }];
  const meant = issue.code === "invalid_union" ? meantForm(issue.errors, value) : null;
  if (meant !== null) return meant.flatMap((inner) => faultsOfIssue(inner, body, path));
  return [{ pointer, reason: reasonFor(issue) }];
};

/** The faults that zod found, each at the deepest place that is certainly wrong, in unions too. */
export const faultsOf = (error: z.core.$ZodError, body: unknown): Fault[] =>
  error.issues.flatMap((issue) => faultsOfIssue(issue, body, [])).slice(0, FAULTS_MAX);
