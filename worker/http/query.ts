import type { HttpContext } from "./context.ts";
import { Refusal } from "./refusal.ts";

/** A whole number of a query, from `min` to `max`; `unasked` where it is not there. */
export const askedNumber = (
  c: HttpContext,
  parameter: string,
  { unasked, min, max }: { readonly unasked: number; readonly min: number; readonly max: number },
): number => {
  const text = c.req.query(parameter);
  if (text === undefined) return unasked;
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Infinity;
  if (number < min || number > max) throw new Refusal("query_invalid", { parameter });
  return number;
};
