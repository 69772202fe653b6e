import { SNAP_ROWS_MAX } from "../../../schemas/limits-export.ts";
import { NOTHING_WANTED } from "../match-key/match-keys.ts";
import { createBodyWriter } from "./body-writer.ts";
import { uploadFormat } from "./member-format.ts";

const bodiesOf = (schema: string) =>
  createBodyWriter<string>(SNAP_ROWS_MAX, (hashes) => ({
    users: [{ schema: [schema], data: hashes.map((hash) => [hash]) }],
  }));

/**
 * Bodies for `/segments/{id}/users`. A list holds one type of id: those of addresses and those of numbers go to two lists.
 * Source: developers.snap.com/api/marketing-api/Ads-API/customer-lists.
 */
export const snap = uploadFormat({
  contentType: "application/x-ndjson",
  wanted: { ...NOTHING_WANTED, emails: ["basic"], phones: ["digits"] },
  writer: () => {
    const emails = bodiesOf("EMAIL_SHA256");
    const phones = bodiesOf("PHONE_SHA256");
    return {
      head: "",
      write: (rows) =>
        emails.add(rows.flatMap(({ keys }) => keys.emails.map(([email = ""]) => email))) +
        phones.add(rows.flatMap(({ keys }) => keys.phones.map(([phone = ""]) => phone))),
      end: () => emails.end() + phones.end(),
    };
  },
});
