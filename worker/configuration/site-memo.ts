import { SITE_MEMO_MS } from "../../schemas/limits.ts";
import type { SiteRpc } from "../domain/site-rpc.ts";
import { type CompiledSite, compileSite, type SiteSnapshot } from "../domain/site-snapshot.ts";

interface Memo {
  readonly site: CompiledSite;
  /** By the wall clock: it bounds how long a change takes to spread, not what a rule sees. */
  readonly readAt: number;
  /** One request renews an ageing copy while the others go on with it. */
  isRenewing: boolean;
}

const memos = new Map<string, Memo>();
const MEMOS_MAX = 1_000;
const RENEW_AFTER_SHARE = 0.6;

/** Names that led to no site a moment ago, and when that was found. */
const unknown = new Map<string, number>();

const isKnownUnknown = (id: string): boolean =>
  Date.now() - (unknown.get(id) ?? 0) < SITE_MEMO_MS * RENEW_AFTER_SHARE;

const rememberUnknown = (id: string): null => {
  if (unknown.size >= MEMOS_MAX) unknown.clear();
  unknown.set(id, Date.now());
  return null;
};

/** Keeps a snapshot that was just read from, or written to, the site's object. */
export const rememberSite = (snapshot: SiteSnapshot): CompiledSite => {
  const known = memos.get(snapshot.id)?.site;
  if (known !== undefined && known.snapshot.version > snapshot.version) return known;
  const site = known?.snapshot.version === snapshot.version ? known : compileSite(snapshot, known);
  unknown.delete(snapshot.id);
  memos.delete(snapshot.id);
  memos.set(snapshot.id, { site, readAt: Date.now(), isRenewing: false });
  const oldest = memos.keys().next();
  if (memos.size > MEMOS_MAX && !oldest.done) memos.delete(oldest.value);
  return site;
};

/** A copy that was found to be the newest is as good as one that was just read. */
const renew = (memo: Memo): CompiledSite => {
  const { site } = memo;
  if (memos.get(site.snapshot.id) === memo) {
    memos.set(site.snapshot.id, { site, readAt: Date.now(), isRenewing: false });
  }
  return site;
};

/** What a copy has to be. */
export interface Freshness {
  /** A version that the caller saw: it is no older. */
  readonly version?: number;
  readonly maxAgeMs?: number;
}

/**
 * The site as this isolate knows it: at most 5 s old, and at least at `version` where the caller saw that one.
 * Null for a site that was never created. Requests do not wait for each other's reads: a promise belongs to its request.
 * `source` is made only where something is read.
 */
export const readSite = async (
  id: string,
  source: () => SiteRpc,
  { version = 0, maxAgeMs = SITE_MEMO_MS }: Freshness = {},
): Promise<CompiledSite | null> => {
  // Whoever saw a version knows better.
  if (version === 0 && isKnownUnknown(id)) return null;
  const memo = memos.get(id);
  if (memo !== undefined && memo.site.snapshot.version >= version) {
    const ageMs = Date.now() - memo.readAt;
    if (ageMs < maxAgeMs * RENEW_AFTER_SHARE || (ageMs < maxAgeMs && memo.isRenewing)) return memo.site;
    memo.isRenewing = true;
  }
  const snapshot = await (memo === undefined
    ? source().snapshot()
    : source().newer(memo.site.snapshot.version));
  if (snapshot === "same") return memo === undefined ? null : renew(memo);
  return snapshot === null ? rememberUnknown(id) : rememberSite(snapshot);
};
