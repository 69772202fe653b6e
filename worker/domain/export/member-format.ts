import type { MatchKeys, MatchWanted } from "../match-key/match-keys.ts";
import type { ChangeOp, ChangeRow, MemberRow } from "../rpc.ts";

/** Makes the text of one export. Stateful: a batch may hold rows of several pages, and `end` closes the last one. */
export interface RowWriter<Row> {
  /** Rows are texts of their own: whoever holds them can write them, page by page. */
  readonly isByLine?: true;
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
  /** It is made for a platform: entries and exits are texts of their own, because nothing in them tells which they are. */
  readonly isUpload: boolean;
  /** What of its target the format shows: nothing else may be asked for. */
  readonly names?: { readonly list?: true; readonly session?: true };
  members(target: ExportTarget): RowWriter<MemberRow>;
  changes(target: ExportTarget): RowWriter<ChangeRow>;
}

/** What an upload shows of a row: the keys that it was asked for, and what is to be done. */
export interface UploadRow {
  readonly op: ChangeOp;
  readonly keys: MatchKeys;
}

type AnyRow = MemberRow | ChangeRow;

const uploadRow = (row: AnyRow): UploadRow[] =>
  row.keys === undefined ? [] : [{ op: "op" in row ? row.op : "enter", keys: row.keys }];

const ofUploads = (writer: RowWriter<UploadRow>): RowWriter<AnyRow> => ({
  ...writer,
  write: (rows) => writer.write(rows.flatMap(uploadRow)),
  end: () => writer.end(),
});

/** A format in which members and entries are the same, and exits differ by their op alone. */
export const uploadFormat = ({
  writer,
  ...format
}: Omit<MemberFormat, "isUpload" | "members" | "changes" | "wanted"> & {
  readonly wanted: MatchWanted;
  readonly writer: (target: ExportTarget) => RowWriter<UploadRow>;
}): MemberFormat => ({
  ...format,
  isUpload: true,
  members: (target) => ofUploads(writer(target)),
  changes: (target) => ofUploads(writer(target)),
});
