import { csv } from "../../domain/export/csv.ts";
import { googleCustomerMatch } from "../../domain/export/google-customer-match.ts";
import { linkedin } from "../../domain/export/linkedin.ts";
import type { MemberFormat } from "../../domain/export/member-format.ts";
import { meta } from "../../domain/export/meta.ts";
import { microsoft } from "../../domain/export/microsoft.ts";
import { ndjson, ndjsonWithClickIds } from "../../domain/export/ndjson.ts";
import { pinterest } from "../../domain/export/pinterest.ts";
import { reddit } from "../../domain/export/reddit.ts";
import { snap } from "../../domain/export/snap.ts";
import { tiktok } from "../../domain/export/tiktok.ts";
import { uid2 } from "../../domain/export/uid2.ts";
import { Refusal } from "../refusal.ts";

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

/** The format of a query; `fields` names what lines of JSON show beside ids. */
export const askedFormat = (name: string, fields: string | undefined): MemberFormat => {
  const format = Object.hasOwn(MEMBER_FORMATS, name) ? MEMBER_FORMATS[name] : undefined;
  if (format === undefined) throw new Refusal("query_invalid", { parameter: "format" });
  if (fields === undefined) return format;
  if (format !== ndjson || fields !== "click_ids")
    throw new Refusal("query_invalid", { parameter: "fields" });
  return ndjsonWithClickIds;
};
