import { NOTHING_WANTED } from "../match-key/match-keys.ts";
import { lineWriter } from "./line-writer.ts";
import { type UploadRow, uploadFormat } from "./member-format.ts";

const lines = ({ keys }: UploadRow): string => keys.emails.map(([email = ""]) => `${email}\n`).join("");

/** Customer list, one hash a line, without a heading. Source: developers.pinterest.com, `customer_lists` of its OpenAPI 5.23. */
export const pinterest = uploadFormat({
  contentType: "text/csv; charset=utf-8",
  wanted: { ...NOTHING_WANTED, emails: ["basic"] },
  writer: () => lineWriter("", lines),
});
