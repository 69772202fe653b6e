import type { MatchWanted } from "../match-key/match-keys.ts";
import type { ChangeOp, ChangeRow, MemberRow } from "../rpc.ts";

/** Makes the text of one export. Stateful: a batch may hold rows of several pages, and `end` closes the last one. */
export interface RowWriter<Row> {
  /** What stands before the first row; empty where nothing does. */
  readonly head: string;
  write(rows: readonly Row[]): string;
  end(): string;
}

/** What an export is told of the list that its text is sent to. */
export interface ExportTarget {
  /** The platform's id of the list; null where whoever sends the text names it. */
  readonly list: number | null;
  /** Id of the upload session, where the platform has such; null where whoever sends the text opens none. */
  readonly session: number | null;
  /** About how many rows there will be. */
  readonly estimate: number;
}

/** How members and changes become the text of an export. */
export interface MemberFormat {
  readonly contentType: string;
  /** What members are found by in the format; null where it shows their ids alone. */
  readonly wanted: MatchWanted | null;
  /** What of its target the format shows: nothing else may be asked for. */
  readonly names?: { readonly list?: true; readonly session?: true };
  members(target: ExportTarget): RowWriter<MemberRow>;
  changes(target: ExportTarget): RowWriter<ChangeRow>;
}

/** An upload file says nothing of what is to be done with it: entries and exits are files of their own. */
export const needsOp = ({ wanted }: MemberFormat, op: ChangeOp | null): boolean =>
  wanted !== null && op === null;
