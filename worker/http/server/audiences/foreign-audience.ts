import * as z from "zod";
import { Ga4Audience } from "../../../../schemas/import/ga4.ts";
import { PosthogDocument } from "../../../../schemas/import/posthog.ts";
import { type Fault, faultsOf, pointerTo } from "../../../domain/audience/definition/faults.ts";
import { importGa4 } from "../../../domain/audience/import/ga4/import-ga4.ts";
import { type ImportOptions, nearestPointer } from "../../../domain/audience/import/place.ts";
import { importPosthog } from "../../../domain/audience/import/posthog/import-posthog.ts";
import type { Import } from "../../../domain/audience/import/settle-import.ts";

export const FOREIGN_SYSTEMS = ["ga4", "posthog"] as const;
export type ForeignSystem = (typeof FOREIGN_SYSTEMS)[number];

/** Deeper than any of these documents gets, and far from where recursion ends. */
const DEPTH_MAX = 64;

interface Node {
  readonly value: unknown;
  readonly path: readonly PropertyKey[];
}

/** Without recursion: this is what makes it safe later. */
const depthFault = (document: unknown): Fault | null => {
  const pending: Node[] = [{ value: document, path: [] }];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const { value, path } = node;
    if (path.length > DEPTH_MAX) return { pointer: pointerTo(path), reason: `is deeper than ${DEPTH_MAX}` };
    if (typeof value !== "object" || value === null) continue;
    for (const [name, part] of Object.entries(value)) pending.push({ value: part, path: [...path, name] });
  }
  return null;
};

const stepsOf = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));

/** What is missing is pointed at where it should be, and so at nothing: its holder is what the document has. */
const withinDocument = (document: unknown, { pointer, reason }: Fault): Fault => {
  const steps = stepsOf(pointer);
  const nearest = nearestPointer(document, steps);
  return nearest === pointer ? { pointer, reason } : { pointer: nearest, reason: `needs ${steps.at(-1)}` };
};

type Issue = z.core.$ZodIssue;

const isOfAnotherType = (issues: readonly Issue[]): boolean =>
  issues.some(({ code, path }) => code === "invalid_type" && path.length === 0);

/** Where a list or a group may stand, a faulty group was not meant to be a list. */
const withoutOtherTypes = (issue: Issue): Issue => {
  if (issue.code !== "invalid_union") return issue;
  const meant = issue.errors.filter((issues) => !isOfAnotherType(issues));
  const errors = meant.length === 0 ? issue.errors : meant;
  return { ...issue, errors: errors.map((issues) => issues.map(withoutOtherTypes)) } as Issue;
};

type Reading =
  | { readonly success: true; readonly convert: (options: ImportOptions) => Import }
  | { readonly success: false; readonly error: z.ZodError };

const read = (from: ForeignSystem, document: unknown): Reading => {
  if (from === "ga4") {
    const parsed = Ga4Audience.safeParse(document);
    return parsed.success
      ? { success: true, convert: (options) => importGa4(parsed.data, options) }
      : { success: false, error: parsed.error };
  }
  const parsed = PosthogDocument.safeParse(document);
  return parsed.success
    ? { success: true, convert: (options) => importPosthog(parsed.data, options) }
    : { success: false, error: parsed.error };
};

/** A document of another system as a definition, or what of it cannot be expressed, each part by a pointer into it. */
export const readForeignAudience = (
  from: ForeignSystem,
  document: unknown,
  options: ImportOptions,
): Import => {
  const tooDeep = depthFault(document);
  if (tooDeep !== null) return { ok: false, errors: [tooDeep] };
  const reading = read(from, document);
  if (reading.success) return reading.convert(options);
  const issues = reading.error.issues.map(withoutOtherTypes);
  const faults = faultsOf(new z.ZodError(issues), document);
  return { ok: false, errors: faults.map((fault) => withinDocument(document, fault)) };
};
