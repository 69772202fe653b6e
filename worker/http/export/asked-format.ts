import type { MemberFormat } from "../../domain/export/member-format.ts";
import { formatOf, MEMBER_FORMATS, variantOf } from "../../domain/export/member-formats.ts";
import { Refusal } from "../refusal.ts";

/** The format of a query; `fields` names what lines of JSON show beside ids. */
export const askedFormat = (name: string, fields: string | undefined): MemberFormat => {
  if (!Object.hasOwn(MEMBER_FORMATS, name)) throw new Refusal("query_invalid", { parameter: "format" });
  const format = formatOf(variantOf(name, fields));
  if (format === null) throw new Refusal("query_invalid", { parameter: "fields" });
  return format;
};
