import { readForeignAudience } from "../../../worker/http/server/audiences/foreign-audience.ts";
import type { ForeignSystem } from "../../../worker/http/server/audiences/foreign-audience.ts";

const STRICT = { isCaseKept: false };

/** The definition a document comes to; throws where it comes to none. */
export const definitionFrom = (from: ForeignSystem, document: unknown, options = STRICT) => {
  const imported = readForeignAudience(from, document, options);
  if (!imported.ok) throw new Error(JSON.stringify(imported.errors));
  return imported.definition;
};

export const errorsFrom = (from: ForeignSystem, document: unknown, options = STRICT) => {
  const imported = readForeignAudience(from, document, options);
  return imported.ok ? [] : imported.errors;
};

/** Where a document says what cannot be expressed, in any order. */
export const pointersFrom = (from: ForeignSystem, document: unknown, options = STRICT): string[] =>
  errorsFrom(from, document, options)
    .map(({ pointer }) => pointer)
    .toSorted();
