import { csvLine } from "../../domain/csv.ts";
import type { ChangeRow, MemberRow } from "../../domain/rpc.ts";

/** How rows become text. */
export interface MemberFormat {
  readonly contentType: string;
  readonly memberHead: string;
  readonly changeHead: string;
  readonly member: (row: MemberRow) => string;
  readonly change: (row: ChangeRow) => string;
}

const ndjson: MemberFormat = {
  contentType: "application/x-ndjson",
  memberHead: "",
  changeHead: "",
  member: (row) => `${JSON.stringify(row)}\n`,
  change: (row) => `${JSON.stringify(row)}\n`,
};

const csv: MemberFormat = {
  contentType: "text/csv; charset=utf-8",
  memberHead: csvLine(["profile", "entered_at", "next_flip_at"]),
  changeHead: csvLine(["op", "profile", "at", "reason"]),
  member: ({ profile, entered_at, next_flip_at }) => csvLine([profile, entered_at, next_flip_at]),
  change: ({ op, profile, at, reason }) => csvLine([op, profile, at, reason]),
};

export const MEMBER_FORMATS: Readonly<Record<string, MemberFormat>> = { ndjson, csv };
