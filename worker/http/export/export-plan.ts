import { siteObject } from "../../configuration/objects.ts";
import { sha256Hex } from "../../crypto/digest.ts";
import { entriesUpTo, headIn, type Heads, isSameHeads, laterOf } from "../../domain/export/release.ts";
import { type HttpContext, lookUpWithKey, type SiteContext } from "../context.ts";
import { everyShard } from "../shards/every-shard.ts";
import type { Access } from "../access/key.ts";
import { Refusal } from "../refusal.ts";
import { findAudience } from "../find-audience.ts";
import type { Cursor } from "./cursor.ts";
import {
  changesOf,
  countUpTo,
  headsOf,
  membersOf,
  oldestOf,
  readFeeds,
  type ShardFeed,
} from "./shard-feeds.ts";
import type { AskedExport } from "./asked-export.ts";
import { entityTag } from "./entity-tag.ts";
import type { PageText, Position } from "./member-pages.ts";

/** An export that can begin. */
export interface ExportPlan {
  /** Of the whole text, before compression. */
  readonly tag: string;
  /** SHA-256 of the audience's definition, hex. */
  readonly definition: string;
  /** Position in the feed that goes with the text: the next `since`. */
  readonly cursor: Cursor;
  /** Last checks and notes before the first row: refuses, and remembers what the receiver is about to learn. */
  begin(): Promise<void>;
  /** Starts from the beginning each time. Returns where the next page begins; null at the end. */
  openPages(): AsyncGenerator<PageText, Position | null | void>;
}

/** Up to where entries may be told to whoever asks, and what it was told so far. */
const releaseFor = async (
  c: HttpContext,
  { snapshot, chain }: SiteContext & Access,
  { audience, since, after, format }: AskedExport,
  feeds: readonly ShardFeed[],
): Promise<{ told: Heads | null; upTo: Heads; isGuarded: boolean }> => {
  const heads = headsOf(feeds);
  const minSize = snapshot.configuration.exports.min_size;
  if (after !== null) return { told: null, upTo: after.entries, isGuarded: minSize > 1 };
  if (minSize <= 1) return { told: null, upTo: heads, isGuarded: false };
  const kept = await siteObject(c.env, snapshot.id).toldTo(chain, audience);
  const base = kept ?? since?.entries ?? null;
  if (base === null) return { told: null, upTo: heads, isGuarded: true };
  // Behind what is kept, nobody can tell any more who came.
  const told = laterOf(laterOf(base, since?.entries ?? {}), oldestOf(feeds));
  const none: Record<string, number> = {};
  const fresh = await countUpTo(feeds, minSize, async ({ name, shard }, atMost) => {
    const request = { audience, after: headIn(told, name), match: format.wanted, atMost };
    const { members, noneUpTo } = await shard.newcomers(request, snapshot.version);
    none[name] = noneUpTo;
    return members;
  });
  const upTo = entriesUpTo(laterOf(told, none), heads, fresh, minSize);
  return { told: kept, upTo, isGuarded: true };
};

/** Everything that is known before the first row is read. */
export const planExport = async (
  c: HttpContext,
  site: SiteContext & Access,
  asked: AskedExport,
): Promise<ExportPlan> => {
  const { snapshot, chain } = site;
  const { audience, since, after, format, variant } = asked;
  const feeds = await readFeeds(everyShard(c.env, snapshot), audience, snapshot.version);
  const { told, upTo, isGuarded } = await releaseFor(c, site, asked, feeds);
  const recheck = async (): Promise<void> => {
    const { snapshot: present, limits } = await lookUpWithKey(c, "export");
    findAudience(present, audience, limits);
  };
  const source = { audience, siteVersion: snapshot.version, format, variant, recheck };
  const heads = after?.exits ?? headsOf(feeds);
  const changes = since === null ? null : changesOf(feeds, asked, source, since, upTo);
  const definition = sha256Hex(
    JSON.stringify(snapshot.audiences.find(({ id }) => id === audience)?.definition),
  );
  const { limit, op, target, version } = asked;
  const begin = async (): Promise<void> => {
    if (changes === null && after === null) {
      const minSize = snapshot.configuration.exports.min_size;
      const size = await countUpTo(feeds, minSize, ({ shard }, atMost) =>
        shard.countExportable({ audience, after: 0, match: format.wanted, atMost }, snapshot.version),
      );
      if (size < minSize) throw new Refusal("audience_too_small");
    }
    // Told from here on, whether all of it arrives or not: what was read cannot be taken back.
    const isTelling = isGuarded && after === null && op !== "exit";
    if (isTelling && !isSameHeads(told, upTo)) {
      await siteObject(c.env, snapshot.id).tell(chain, audience, upTo);
    }
  };
  return {
    tag: entityTag([
      [definition, version, snapshot.id, snapshot.version, audience, chain],
      [variant, op, limit, target, since, after, upTo],
      // Rules that start at a time of their own.
      snapshot.regionRules.filter(({ effective_at }) => (effective_at ?? 0) <= site.now).length,
      feeds.map(({ name, feed }) => [name, feed.head, feed.revision]),
    ]),
    definition,
    cursor: changes?.cursor ?? { audience, exits: heads, entries: upTo },
    begin,
    openPages: changes?.openPages ?? (() => membersOf(feeds, asked, source, upTo)),
  };
};
