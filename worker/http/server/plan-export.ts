import type { ChangeOp } from "../../domain/rpc.ts";
import type { NamedShard } from "../every-shard.ts";
import { Refusal } from "../refusal.ts";
import type { Cursor } from "./cursor.ts";
import {
  changePages,
  type ChangeSpan,
  memberPages,
  type MembersSource,
  type Pages,
} from "./member-stream.ts";

interface ShardHead extends NamedShard {
  readonly head: number;
  readonly oldest: number;
}

/** Where the audience's feed stands in every shard. */
export const readHeads = (
  shards: readonly NamedShard[],
  audience: string,
  version: number,
): Promise<ShardHead[]> =>
  Promise.all(
    shards.map(async ({ name, shard }) => {
      const [count] = await shard.count([audience], version);
      return { name, shard, head: count?.head ?? 0, oldest: count?.oldest ?? 1 };
    }),
  );

/** What to tell since a cursor: at most `limit` changes, shard by shard, so that the next cursor skips none. */
const planChanges = (
  heads: readonly ShardHead[],
  since: Cursor,
  limit: number,
): (ChangeSpan & NamedShard)[] => {
  let left = limit;
  return heads.map(({ name, shard, head, oldest }) => {
    const after = since.heads[name] ?? 0;
    if (after + 1 < oldest) throw new Refusal("cursor_expired");
    const upTo = Math.min(head, after + left);
    left -= Math.max(0, upTo - after);
    return { name, shard, after, upTo: Math.max(after, upTo) };
  });
};

/** The text of an export, and the cursor that goes with it. */
export interface Plan {
  readonly pages: Pages;
  readonly cursor: Cursor;
}

const cursorOf = (audience: string, heads: readonly (readonly [string, number])[]): Cursor => ({
  audience,
  heads: Object.fromEntries(heads),
});

export interface Source extends Omit<MembersSource, "shards"> {
  /** Entries or exits alone; null for both. */
  readonly op: ChangeOp | null;
}

/** Heads are read before the first row: what happens meanwhile is told again after this cursor, never lost. */
export const planMembers = async (
  heads: readonly ShardHead[],
  source: Source,
  minSize: number,
): Promise<Plan> => {
  const { audience, siteVersion } = source;
  const sizes = await Promise.all(heads.map(({ shard }) => shard.countExportable(audience, siteVersion)));
  if (sizes.reduce((sum, size) => sum + size, 0) < minSize) throw new Refusal("audience_too_small");
  return {
    pages: memberPages({ ...source, shards: heads }),
    cursor: cursorOf(
      audience,
      heads.map(({ name, head }) => [name, head]),
    ),
  };
};

export const planSince = (heads: readonly ShardHead[], source: Source, since: Cursor): Plan => {
  const spans = planChanges(heads, since, source.limit);
  return {
    pages: changePages(spans, source),
    cursor: cursorOf(
      source.audience,
      spans.map(({ name, upTo }) => [name, upTo]),
    ),
  };
};
