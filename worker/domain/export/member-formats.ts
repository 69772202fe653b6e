import { csv } from "./csv.ts";
import { googleCustomerMatch } from "./google-customer-match.ts";
import { linkedin } from "./linkedin.ts";
import type { MemberFormat } from "./member-format.ts";
import { meta } from "./meta.ts";
import { microsoft } from "./microsoft.ts";
import { ndjson, ndjsonWithClickIds } from "./ndjson.ts";
import { pinterest } from "./pinterest.ts";
import { reddit } from "./reddit.ts";
import { snap } from "./snap.ts";
import { tiktok } from "./tiktok.ts";
import { uid2 } from "./uid2.ts";

/** By the names that `format=` takes. */
export const MEMBER_FORMATS: Readonly<Record<string, MemberFormat>> = {
  ndjson,
  csv,
  google_customer_match: googleCustomerMatch,
  meta,
  tiktok,
  linkedin,
  microsoft,
  pinterest,
  snap,
  reddit,
  uid2,
};

/** A format with what it shows beside, named by one text: `ndjson`, `ndjson click_ids`. */
export const formatOf = (variant: string): MemberFormat | null => {
  const [name = "", fields] = variant.split(" ");
  const format = Object.hasOwn(MEMBER_FORMATS, name) ? MEMBER_FORMATS[name] : undefined;
  if (format === undefined) return null;
  if (fields === undefined) return format;
  return format === ndjson && fields === "click_ids" ? ndjsonWithClickIds : null;
};

export const variantOf = (name: string, fields: string | undefined): string =>
  fields === undefined ? name : `${name} ${fields}`;
