import * as z from "zod";
import { LANGUAGE_TAG_MAX_LENGTH } from "./limits.ts";

/** `langtag` of RFC 5646 §2.1: language, script, region, variants, extensions, private use. */
const WELL_FORMED =
  /^[a-z]{2,3}(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?$/;

/** A BCP 47 language tag, whose letters may come in either case and are kept in lower case: `de-at`. */
export const LanguageTag = z.string().max(LANGUAGE_TAG_MAX_LENGTH).toLowerCase().regex(WELL_FORMED);
export type LanguageTag = z.infer<typeof LanguageTag>;
