import type { MatchWanted } from "../match-key/match-keys.ts";
import type { ChangeOp, ChangeRow, MemberRow } from "../rpc.ts";

/** Makes the text of one export. Stateful: a batch may hold rows of several pages, and `end` closes the last one. */
export interface RowWriter<Row> {
  /** What stands before the first row; empty where nothing does. */
  readonly head: string;
  write(rows: readonly Row[]): string;
  end(): string;
}

/** How members and changes become the text of an export. */
export interface MemberFormat {
  readonly contentType: string;
  /** What members are found by in the format; null where it shows their ids alone. */
  readonly wanted: MatchWanted | null;
  members(): RowWriter<MemberRow>;
  changes(): RowWriter<ChangeRow>;
}

/** An upload file says nothing of what is to be done with it: entries and exits are files of their own. */
export const needsOp = ({ wanted }: MemberFormat, op: ChangeOp | null): boolean =>
  wanted !== null && op === null;
