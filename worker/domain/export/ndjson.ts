import type { ChangeRow, MemberRow } from "../rpc.ts";
import { lineWriter } from "./line-writer.ts";
import type { MemberFormat } from "./member-format.ts";

const line = (row: object): string => `${JSON.stringify(row)}\n`;

/** Members by our own ids, for servers. */
export const ndjson: MemberFormat = {
  contentType: "application/x-ndjson",
  wanted: null,
  members: () => lineWriter<MemberRow>("", line),
  changes: () => lineWriter<ChangeRow>("", line),
};
