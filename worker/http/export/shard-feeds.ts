import { headIn, type Heads, laterOf } from "../../domain/export/release.ts";
import type { FeedState } from "../../domain/export-rpc.ts";
import type { AskedExport } from "./asked-export.ts";
import { changePages, type ChangeSpan, memberPages, type PageSource } from "./member-pages.ts";
import type { NamedShard } from "../shards/every-shard.ts";
import { Refusal } from "../refusal.ts";
import type { Cursor } from "./cursor.ts";

export interface ShardFeed extends NamedShard {
  readonly feed: FeedState;
}

/** Where the audience's feed stands in every shard. */
export const readFeeds = (
  shards: readonly NamedShard[],
  audience: string,
  version: number,
): Promise<ShardFeed[]> =>
  Promise.all(
    shards.map(async ({ name, shard }) => ({ name, shard, feed: await shard.feedState(audience, version) })),
  );

export const headsOf = (feeds: readonly ShardFeed[]): Heads =>
  Object.fromEntries(feeds.map(({ name, feed }) => [name, feed.head]));

/** An entry that is not kept any more was told, or will be seen in a whole export only. */
export const oldestOf = (feeds: readonly ShardFeed[]): Heads =>
  Object.fromEntries(feeds.map(({ name, feed }) => [name, feed.oldest - 1]));

/** How many members there are with what was asked for, asked of one shard after the other until there are enough. */
export const countUpTo = async (
  feeds: readonly ShardFeed[],
  enough: number,
  count: (feed: ShardFeed, atMost: number) => Promise<number>,
): Promise<number> => {
  let total = 0;
  for (const feed of feeds) {
    if (total >= enough) break;
    total += await count(feed, enough - total);
  }
  return total;
};

type Source = Omit<PageSource, "target" | "shards">;

/** Every member, or those after a page, in as many pages as are asked for. */
export const membersOf = (
  feeds: readonly ShardFeed[],
  asked: AskedExport,
  source: Source,
  entriesUpTo: Heads,
) => {
  const [first] = feeds;
  const size = feeds.reduce((sum, { feed }) => sum + feed.members, 0);
  const limit = asked.limit ?? Infinity;
  const estimate = Math.min(size, limit);
  return memberPages({
    ...source,
    shards: feeds,
    target: { ...asked.target, estimate },
    from: asked.after ?? { shard: first?.name ?? "", after: 0 },
    limit,
    entriesUpTo,
  });
};

interface NamedSpan extends ChangeSpan {
  readonly name: string;
}

/** What to tell since a cursor: at most `limit` changes, shard by shard, so that the next cursor skips none. */
const spansOf = (
  feeds: readonly ShardFeed[],
  since: Cursor,
  entriesUpTo: Heads,
  { op, limit }: AskedExport,
): NamedSpan[] => {
  let left = limit ?? Infinity;
  return feeds.map(({ name, shard, feed }) => {
    const [entriesAfter, exitsAfter] = [headIn(since.entries, name), headIn(since.exits, name)];
    if (Math.min(entriesAfter, exitsAfter) + 1 < feed.oldest) throw new Refusal("cursor_expired");
    const hasEntries = op !== "exit" && headIn(entriesUpTo, name) > entriesAfter;
    const after =
      op === "enter" ? entriesAfter : hasEntries ? Math.min(entriesAfter, exitsAfter) : exitsAfter;
    const upTo = Math.max(after, Math.min(feed.head, after + left));
    left -= upTo - after;
    return { name, shard, after, upTo, entriesAfter, entriesUpTo: headIn(entriesUpTo, name), exitsAfter };
  });
};

/** Entries and exits since a cursor, and the cursor that goes on after them. */
export const changesOf = (
  feeds: readonly ShardFeed[],
  asked: AskedExport,
  source: Source,
  since: Cursor,
  entriesUpTo: Heads,
) => {
  const spans = spansOf(feeds, since, entriesUpTo, asked);
  const estimate = spans.reduce((sum, { after, upTo }) => sum + upTo - after, 0);
  const reached = (bound: (span: NamedSpan) => number): Heads =>
    Object.fromEntries(spans.map((span) => [span.name, Math.min(span.upTo, bound(span))]));
  const cursor: Cursor = {
    audience: asked.audience,
    exits:
      asked.op === "enter"
        ? since.exits
        : laterOf(
            since.exits,
            reached(({ upTo }) => upTo),
          ),
    entries:
      asked.op === "exit"
        ? since.entries
        : laterOf(
            since.entries,
            reached((span) => span.entriesUpTo),
          ),
  };
  const { op } = asked;
  return {
    cursor,
    openPages: () => changePages(spans, { ...source, op, target: { ...asked.target, estimate } }),
  };
};
