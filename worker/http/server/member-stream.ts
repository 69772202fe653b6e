import { createDigest } from "../../crypto/digest.ts";
import type { MemberFormat, RowWriter } from "../../domain/export/member-format.ts";
import type { ChangeOp } from "../../domain/rpc.ts";
import type { NamedShard } from "../every-shard.ts";

/** Rows pulled from a shard in one call: about half a megabyte of text. */
const PAGE_ROWS = 5_000;

/** Texts of an export, page by page: nothing is read before the receiver asks for more. */
export type Pages = AsyncGenerator<{ text: string; rows: number }>;

export interface MembersSource {
  readonly shards: readonly NamedShard[];
  readonly audience: string;
  readonly siteVersion: number;
  readonly format: MemberFormat;
  /** At most this many rows. */
  readonly limit: number;
}

const written = <Row>(writer: RowWriter<Row>, rows: readonly Row[]) => ({
  text: writer.write(rows),
  rows: rows.length,
});

/** Every member of every shard, in the order of shards and ids. */
export async function* memberPages({ shards, audience, siteVersion, format, limit }: MembersSource): Pages {
  const writer = format.members();
  let left = limit;
  yield { text: writer.head, rows: 0 };
  for (const { shard } of shards) {
    let after: string | null = "";
    while (after !== null && left > 0) {
      const pageLimit = Math.min(PAGE_ROWS, left);
      const page = await shard.members(
        { audience, after, limit: pageLimit, match: format.wanted },
        siteVersion,
      );
      yield written(writer, page.rows);
      left -= page.rows.length;
      after = page.next;
    }
  }
  yield { text: writer.end(), rows: 0 };
}

/** The changes to tell of one shard: after one sequence number, up to another. */
export interface ChangeSpan {
  readonly shard: NamedShard["shard"];
  readonly after: number;
  readonly upTo: number;
}

/** Every entry and exit of the spans, or those of one kind. */
export async function* changePages(
  spans: readonly ChangeSpan[],
  { audience, siteVersion, format, op }: Omit<MembersSource, "shards" | "limit"> & { op: ChangeOp | null },
): Pages {
  const writer = format.changes();
  yield { text: writer.head, rows: 0 };
  for (const { shard, after, upTo } of spans) {
    let from: number | null = after;
    while (from !== null && from < upTo) {
      const page = await shard.changes(
        { audience, after: from, upTo, limit: PAGE_ROWS, op, match: format.wanted },
        siteVersion,
      );
      yield written(writer, page.rows);
      from = page.next;
    }
  }
  yield { text: writer.end(), rows: 0 };
}

export interface Streamed {
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** The pages as a body of bytes; `whenDone` hears what was sent, also where the receiver left early. */
export const streamPages = (
  pages: Pages,
  whenDone: (streamed: Streamed) => Promise<void>,
): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder();
  const digest = createDigest();
  let rows = 0;
  let bytes = 0;
  const finish = () => whenDone({ rows, bytes, sha256: digest.hex() });
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      // A pull that enqueues nothing is never repeated, so empty pages are passed over here.
      for (let next = await pages.next(); next.done !== true; next = await pages.next()) {
        if (next.value.text === "") continue;
        const chunk = encoder.encode(next.value.text);
        digest.add(chunk);
        rows += next.value.rows;
        bytes += chunk.byteLength;
        controller.enqueue(chunk);
        return;
      }
      await finish();
      controller.close();
    },
    async cancel() {
      await pages.return(undefined);
      await finish();
    },
  });
};
