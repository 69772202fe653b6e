import { REDDIT_ROWS_MAX } from "../../../schemas/limits-export.ts";
import { NOTHING_WANTED } from "../match-key/match-keys.ts";
import type { ChangeOp } from "../rpc.ts";
import { createBodyWriter, filledColumns } from "./body-writer.ts";
import { type UploadRow, uploadFormat } from "./member-format.ts";
import { pairedAddresses } from "./paired-addresses.ts";

const COLUMNS = ["EMAIL_SHA256", "MAID_SHA256"];
const ACTIONS: Readonly<Record<ChangeOp, string>> = { enter: "ADD", exit: "REMOVE" };

const cellsOf = ({ keys }: UploadRow): string[][] =>
  pairedAddresses(keys).map(({ email: [email = ""], device }) => [email, device]);

/** Bodies for `PATCH /custom_audiences/{id}/users`. Source: ads-api.reddit.com/docs/v3. */
export const reddit = uploadFormat({
  contentType: "application/x-ndjson",
  wanted: { ...NOTHING_WANTED, emails: ["reddit"], devices: "reddit" },
  writer: () => {
    let op: ChangeOp = "enter";
    const bodies = createBodyWriter<string[]>(REDDIT_ROWS_MAX, (cells) => {
      const { columns, rows } = filledColumns(COLUMNS, cells);
      return { data: { column_order: columns, user_data: rows, action_type: ACTIONS[op] } };
    });
    return {
      head: "",
      write: (rows) => {
        op = rows[0]?.op ?? op;
        return bodies.add(rows.flatMap(cellsOf));
      },
      end: () => bodies.end(),
    };
  },
});
