import { problemResponse, Refusal } from "./refusal.ts";

/** Errors of objects that a client may simply try again. */
const isTransient = (error: unknown): boolean => {
  const { retryable, overloaded } = error as { retryable?: boolean; overloaded?: boolean };
  return retryable === true || overloaded === true;
};

/** Errors of the storage under an object: disk full, read-only, broken. Nothing was acknowledged. */
const isStorage = (error: unknown): boolean => /SQLITE|storage|disk/i.test(String(error));

/** The one place where what was thrown becomes an answer. Messages of errors stay inside: they may quote data. */
export const answerError = (error: unknown): Response => {
  if (error instanceof Refusal) return problemResponse(error);
  if (isTransient(error)) return problemResponse(new Refusal("overloaded"));
  if (isStorage(error)) return problemResponse(new Refusal("storage_unavailable"));
  // oxlint-disable-next-line no-console -- the only trace of a broken invariant
  console.error("unexpected error", error instanceof Error ? (error.stack ?? error.name) : "unknown");
  return problemResponse(new Refusal("internal"));
};
