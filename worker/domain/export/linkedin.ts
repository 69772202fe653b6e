import { platformCsvLine } from "../csv.ts";
import { NOTHING_WANTED } from "../match-key/match-keys.ts";
import { lineWriter } from "./line-writer.ts";
import { type UploadRow, uploadFormat } from "./member-format.ts";

const lines = ({ keys }: UploadRow): string => {
  const country = keys.description?.country ?? "";
  return keys.emails.map(([email = ""]) => platformCsvLine([email, "", "", "", "", "", country])).join("");
};

/**
 * Contact list with the headings of LinkedIn's template. Names and employers would go in clear beside the hash that they
 * undo: those cells stay empty. Source: linkedin.com/help/lms/answer/a1489764.
 */
export const linkedin = uploadFormat({
  contentType: "text/csv; charset=utf-8",
  wanted: { ...NOTHING_WANTED, emails: ["basic"], description: "country" },
  writer: () =>
    lineWriter(
      platformCsvLine([
        "email",
        "googleaid",
        "firstname",
        "lastname",
        "jobtitle",
        "employeecompany",
        "country",
      ]),
      lines,
    ),
});
