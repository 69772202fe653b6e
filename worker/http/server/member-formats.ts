import { csv } from "../../domain/export/csv.ts";
import type { MemberFormat } from "../../domain/export/member-format.ts";
import { ndjson } from "../../domain/export/ndjson.ts";

export const MEMBER_FORMATS: Readonly<Record<string, MemberFormat>> = { ndjson, csv };
