import type { ProblemCode } from "../../schemas/problem.ts";
import { TimedOut } from "./shards/bounded-objects.ts";
import { problemResponse, Refusal } from "./refusal.ts";

/** What the platform says of errors of its objects; developers.cloudflare.com/durable-objects/best-practices/error-handling. */
interface ObjectFault {
  readonly message?: string;
  readonly overloaded?: boolean;
  readonly retryable?: boolean;
  readonly durableObjectReset?: boolean;
}

/** Where an error has crossed two objects only its words are left; where its storage broke under an object, only a reference. */
const CUT_OFF =
  /Network connection lost|Durable Object (?:storage )?(?:was |has been )?reset|abort\(\) to reset|^internal error; reference =/i;
const TOO_MUCH = /Durable Object is overloaded/i;

/** Errors of objects that a client may simply try again, with the same ids: what was asked may have been done. */
const transientCode = (error: unknown): ProblemCode | null => {
  if (error instanceof TimedOut) return "timed_out";
  const { message = "", overloaded, retryable, durableObjectReset } = error as ObjectFault;
  if (overloaded === true || TOO_MUCH.test(message)) return "overloaded";
  const isCutOff = retryable === true || durableObjectReset === true || CUT_OFF.test(message);
  return isCutOff ? "interrupted" : null;
};

/** Errors of the storage under an object: disk full, read-only, broken. Nothing was acknowledged. */
const isStorage = (error: unknown): boolean => /SQLITE|storage operation|disk/i.test(String(error));

/** The one place where what was thrown becomes an answer. Messages of errors stay inside: they may quote data. */
export const answerError = (error: unknown): Response => {
  if (error instanceof Refusal) return problemResponse(error);
  if (isStorage(error)) return problemResponse(new Refusal("storage_unavailable"));
  const transient = transientCode(error);
  if (transient !== null) return problemResponse(new Refusal(transient));
  // oxlint-disable-next-line no-console -- the only trace of a broken invariant
  console.error("unexpected error", error instanceof Error ? (error.stack ?? error.name) : "unknown");
  return problemResponse(new Refusal("internal"));
};
