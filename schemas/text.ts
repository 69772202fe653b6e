import * as z from "zod";

/** Text that survives UTF-8 and SQLite unchanged: no lone surrogates, no NUL. */
export const isCleanText = (text: string): boolean => text.isWellFormed() && !text.includes("\0");

/** Clean text of at most `maxLength` UTF-16 code units, of which there are never fewer than the characters JSON Schema counts. */
export const text = (maxLength: number) =>
  z
    .string()
    .refine((value) => value.length <= maxLength && isCleanText(value), "too long or not clean text")
    .meta({ maxLength });

/** Bytes of clean text in UTF-8, without an encoder: this folder knows no platform. */
export const utf8Bytes = (clean: string): number => encodeURIComponent(clean).replace(/%../g, "x").length;

/** Identifiers that people choose for audiences, sites and campaigns: `cart-abandoners`. */
export const Slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/);
export type Slug = z.infer<typeof Slug>;

/** Epoch milliseconds, in the years 1970 to 2286. */
export const EpochMs = z.number().int().min(0).max(9_999_999_999_999);
