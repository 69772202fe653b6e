import { META_ROWS_MAX } from "../../../schemas/limits-export.ts";
import { type Description, NOTHING_WANTED } from "../match-key/match-keys.ts";
import { type BodyPlace, createBodyWriter, filledColumns } from "./body-writer.ts";
import { type ExportTarget, type UploadRow, uploadFormat } from "./member-format.ts";
import { pairedAddresses } from "./paired-addresses.ts";

const SCHEMA = ["EXTERN_ID", "EMAIL", "PHONE", "FN", "LN", "CT", "ST", "ZIP", "COUNTRY", "MADID"];

const UNTOLD: Description = {
  externalId: "",
  givenName: "",
  familyName: "",
  city: "",
  state: "",
  postalCode: "",
  country: "",
};

const cellsOf = ({ keys }: UploadRow): string[][] => {
  const { externalId, givenName, familyName, city, state, postalCode, country } = keys.description ?? UNTOLD;
  return pairedAddresses(keys).map(({ email: [email = ""], phone: [phone = ""], device }) => [
    externalId,
    email,
    phone,
    givenName,
    familyName,
    city,
    state,
    postalCode,
    country,
    device,
  ]);
};

const sessionOf = ({ session, estimate }: ExportTarget, { number, isLast }: BodyPlace) =>
  session === null
    ? {}
    : {
        session: {
          session_id: session,
          batch_seq: number,
          last_batch_flag: isLast,
          estimated_num_total: estimate,
        },
      };

/** Bodies for `/{audience_id}/users`. Source: developers.facebook.com/docs/marketing-api/audiences/guides/custom-audiences. */
export const meta = uploadFormat({
  contentType: "application/x-ndjson",
  wanted: {
    ...NOTHING_WANTED,
    emails: ["basic"],
    phones: ["digits"],
    description: "meta",
    devices: "meta",
  },
  names: { session: true },
  writer: (target) => {
    const bodies = createBodyWriter<string[]>(META_ROWS_MAX, (cells, place) => {
      const { columns, rows } = filledColumns(SCHEMA, cells);
      return { payload: { schema: columns, data: rows }, ...sessionOf(target, place) };
    });
    return { head: "", write: (rows) => bodies.add(rows.flatMap(cellsOf)), end: () => bodies.end() };
  },
});
