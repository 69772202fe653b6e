import { platformCsvLine } from "../csv.ts";
import { NOTHING_WANTED } from "../match-key/match-keys.ts";
import { lineWriter } from "./line-writer.ts";
import { type UploadRow, uploadFormat } from "./member-format.ts";
import { pairedAddresses } from "./paired-addresses.ts";

const lines = ({ keys }: UploadRow): string =>
  pairedAddresses(keys)
    .map(({ email: [basic = "", withoutSuffix = ""], phone: [plus = "", digits = ""] }) =>
      platformCsvLine([basic, withoutSuffix, plus, digits]),
    )
    .join("");

/**
 * Customer file. TikTok's own pages differ on suffixes of addresses and on the plus sign of numbers; a heading may occur up to
 * three times, so both spellings are there. Source: ads.tiktok.com/help/article/list-of-supported-ids-and-formats-for-a-customer-file.
 */
export const tiktok = uploadFormat({
  contentType: "text/csv; charset=utf-8",
  wanted: { ...NOTHING_WANTED, emails: ["basic", "tiktok"], phones: ["plus", "digits"] },
  writer: () =>
    lineWriter(platformCsvLine(["Email_SHA256", "Email_SHA256", "Phone_SHA256", "Phone_SHA256"]), lines),
});
