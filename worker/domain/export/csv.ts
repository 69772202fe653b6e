import { csvLine } from "../csv.ts";
import type { ChangeRow, MemberRow } from "../rpc.ts";
import { lineWriter } from "./line-writer.ts";
import type { MemberFormat } from "./member-format.ts";

/** Members by our own ids, for people and their spreadsheets. */
export const csv: MemberFormat = {
  contentType: "text/csv; charset=utf-8",
  wanted: null,
  isUpload: false,
  members: () =>
    lineWriter<MemberRow>(
      csvLine(["profile", "entered_at", "next_flip_at"]),
      ({ profile, entered_at, next_flip_at }) => csvLine([profile, entered_at, next_flip_at]),
    ),
  changes: () =>
    lineWriter<ChangeRow>(csvLine(["op", "profile", "at", "reason"]), ({ op, profile, at, reason }) =>
      csvLine([op, profile, at, reason]),
    ),
};
