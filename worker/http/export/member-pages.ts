import type { ExportTarget, MemberFormat, RowWriter } from "../../domain/export/member-format.ts";
import { type Heads, headIn } from "../../domain/export/release.ts";
import type { ChangeOp, MemberRow } from "../../domain/rpc.ts";
import type { NamedShard } from "../shards/every-shard.ts";

/** Rows pulled from a shard in one call: about half a megabyte of text. */
const PAGE_ROWS = 5_000;

/** Where reading members goes on. */
export interface Position {
  /** Name of the shard. */
  readonly shard: string;
  /** Number of the last entry that was told; 0 before the first. */
  readonly after: number;
}

export interface PageText {
  readonly text: string;
  readonly rows: number;
}

/** Texts of an export, page by page: nothing is read before the receiver asks for more, but one page ahead. */
export type Pages = AsyncGenerator<PageText>;

export interface PageSource {
  readonly shards: readonly NamedShard[];
  readonly audience: string;
  readonly siteVersion: number;
  readonly format: MemberFormat;
  /** Name of the format with what it shows beside. */
  readonly variant: string;
  readonly target: ExportTarget;
  /** Throws where the key may not read any more. Asked before every call of a shard. */
  readonly recheck: () => Promise<void>;
}

export interface MembersSource extends PageSource {
  readonly from: Position;
  /** At most this many rows. */
  readonly limit: number;
  /** Members whose entry comes later are left to the next export. */
  readonly entriesUpTo: Heads;
}

const written = <Row>(writer: RowWriter<Row>, rows: readonly Row[]): PageText => ({
  text: writer.write(rows),
  rows: rows.length,
});

const NOTHING: PageText = { text: "", rows: 0 };

const indexOf = (shards: readonly NamedShard[], name: string): number =>
  Math.max(
    0,
    shards.findIndex((shard) => shard.name === name),
  );

/** Reads one page of members, and tells where the next begins; null at the end. */
const createMemberReader = (source: MembersSource, writer: RowWriter<MemberRow>) => {
  const { shards, audience, siteVersion, format, variant, entriesUpTo, recheck } = source;
  const positionAfter = (index: number, next: number | null): Position | null => {
    if (next !== null) return { shard: shards[index]?.name ?? "", after: next };
    const following = shards[index + 1];
    return following === undefined ? null : { shard: following.name, after: 0 };
  };
  return async ({ shard: name, after }: Position, limit: number) => {
    await recheck();
    const index = indexOf(shards, name);
    const shard = shards[index]?.shard;
    if (shard === undefined) return { page: NOTHING, next: null };
    const upTo = headIn(entriesUpTo, name);
    const request = { audience, after, upTo, limit: Math.min(PAGE_ROWS, limit), match: format.wanted };
    if (writer.isByLine === true) {
      const { text, rows, next } = await shard.memberLines(request, variant, siteVersion);
      return { page: { text, rows }, next: positionAfter(index, next) };
    }
    const { rows, next } = await shard.members(request, siteVersion);
    return { page: written(writer, rows), next: positionAfter(index, next) };
  };
};

/** A promise that nobody may come to wait for. */
const ahead = <T>(promise: Promise<T>): Promise<T> => {
  promise.catch(() => undefined);
  return promise;
};

/** Every member of every shard, in the order of shards and entries. Returns where the next page begins. */
export async function* memberPages(source: MembersSource): AsyncGenerator<PageText, Position | null> {
  const writer = source.format.members(source.target);
  const read = createMemberReader(source, writer);
  yield { text: writer.head, rows: 0 };
  let left = source.limit;
  let position: Position | null = source.from;
  let coming = read(position, left);
  while (position !== null && left > 0) {
    const { page, next } = await coming;
    left -= page.rows;
    position = next;
    // The shard reads on while this page is sent.
    if (position !== null && left > 0) coming = ahead(read(position, left));
    yield page;
  }
  yield { text: writer.end(), rows: 0 };
  return position;
}

/** The changes to tell of one shard: after one sequence number, up to another. */
export interface ChangeSpan {
  readonly shard: NamedShard["shard"];
  readonly after: number;
  readonly upTo: number;
  readonly entriesAfter: number;
  readonly entriesUpTo: number;
  readonly exitsAfter: number;
}

/** Every entry and exit of the spans, or those of one kind. */
export async function* changePages(
  spans: readonly ChangeSpan[],
  {
    audience,
    siteVersion,
    format,
    target,
    op,
    recheck,
  }: Omit<PageSource, "shards"> & { op: ChangeOp | null },
): Pages {
  const writer = format.changes(target);
  yield { text: writer.head, rows: 0 };
  for (const { shard, after, ...span } of spans) {
    let from: number | null = after;
    while (from !== null && from < span.upTo) {
      await recheck();
      const page = await shard.changes(
        { audience, after: from, limit: PAGE_ROWS, op, match: format.wanted, ...span },
        siteVersion,
      );
      yield written(writer, page.rows);
      from = page.next;
    }
  }
  yield { text: writer.end(), rows: 0 };
}
