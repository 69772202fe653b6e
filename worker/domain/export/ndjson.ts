import { NOTHING_WANTED } from "../match-key/match-keys.ts";
import type { ChangeRow, MemberRow } from "../rpc.ts";
import { lineWriter } from "./line-writer.ts";
import type { MemberFormat } from "./member-format.ts";

const line = (row: object): string => `${JSON.stringify(row)}\n`;

/** As `JSON.stringify` would, which takes longer: no character of an id needs an escape. */
const memberLine = ({ profile, entered_at, next_flip_at }: MemberRow): string =>
  `{"profile":"${profile}","entered_at":${entered_at},"next_flip_at":${next_flip_at}}\n`;

/** Members by our own ids, for servers. */
export const ndjson: MemberFormat = {
  contentType: "application/x-ndjson",
  wanted: null,
  isUpload: false,
  members: () => lineWriter<MemberRow>("", memberLine),
  changes: () => lineWriter<ChangeRow>("", line),
};

const withClickIds = ({ keys, ...row }: MemberRow | ChangeRow): string =>
  line({ ...row, click_ids: keys?.clickIds ?? {} });

/** The same with the newest click id of each platform: what an anonymous member is known by elsewhere. */
export const ndjsonWithClickIds: MemberFormat = {
  ...ndjson,
  wanted: { ...NOTHING_WANTED, clickIds: true },
  members: () => lineWriter<MemberRow>("", withClickIds),
  changes: () => lineWriter<ChangeRow>("", withClickIds),
};
