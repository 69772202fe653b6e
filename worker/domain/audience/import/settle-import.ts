import type { AudienceDefinition } from "../../../../schemas/audience.ts";
import { checkAudience } from "../check.ts";
import type { Fault } from "../definition/faults.ts";
import { ownValue } from "../own-value.ts";
import type { Place } from "./place.ts";

/** A foreign document as a definition, or every place of it that has none. */
export type Import =
  | { readonly ok: true; readonly definition: AudienceDefinition }
  | { readonly ok: false; readonly errors: readonly Fault[] };

/** Of what of the document the deepest marked part on the way to a pointer into the definition was made. */
const originOf = (definition: unknown, pointer: string, root: Place): string => {
  let value = definition;
  let origin = root.pointer;
  for (const name of pointer.split("/").slice(1)) {
    value = ownValue(value, name);
    origin = root.originOf(value) ?? origin;
  }
  return origin;
};

const unique = (faults: readonly Fault[]): Fault[] => [
  ...new Map(faults.map((fault) => [JSON.stringify([fault.pointer, fault.reason]), fault])).values(),
];

/** What a converter made of a document: nothing where it refused some of it. */
export interface Draft {
  readonly definition: AudienceDefinition | null;
  readonly root: Place;
  readonly name: Place;
}

/** The end of every import: what the converter did not refuse may still break a limit of the language. */
export const settleImport = ({ definition, root, name }: Draft): Import => {
  if (root.faults.length > 0 || definition === null) return { ok: false, errors: unique(root.faults) };
  const checked = checkAudience(definition, "imported", new Map());
  if (checked.ok) return checked;
  const errors = checked.errors.map(({ pointer, reason }) => ({
    pointer: pointer === "/name" ? name.pointer : originOf(definition, pointer, root),
    reason: `makes a part of a definition that ${reason}`,
  }));
  return { ok: false, errors: unique(errors) };
};
