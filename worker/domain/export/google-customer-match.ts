import { platformCsvLine } from "../csv.ts";
import { NOTHING_WANTED } from "../match-key/match-keys.ts";
import { lineWriter } from "./line-writer.ts";
import { type UploadRow, uploadFormat } from "./member-format.ts";
import { pairedAddresses } from "./paired-addresses.ts";

const lines = ({ keys }: UploadRow): string => {
  const { givenName = "", familyName = "", country = "", postalCode = "" } = keys.description ?? {};
  return pairedAddresses(keys)
    .map(({ email: [email = ""], phone: [phone = ""] }) =>
      platformCsvLine([email, phone, givenName, familyName, country, postalCode]),
    )
    .join("");
};

/** Customer Match file with hashed data. Source: support.google.com/google-ads/answer/7659867. */
export const googleCustomerMatch = uploadFormat({
  contentType: "text/csv; charset=utf-8",
  wanted: { ...NOTHING_WANTED, emails: ["google"], phones: ["plus"], description: "google" },
  writer: () =>
    lineWriter(platformCsvLine(["Email", "Phone", "First Name", "Last Name", "Country", "Zip"]), lines),
});
