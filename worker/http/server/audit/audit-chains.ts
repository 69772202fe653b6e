import { AUDIT_ENTRIES_PER_CHECK } from "../../../../schemas/limits.ts";
import { siteObject } from "../../../configuration/objects.ts";
import {
  type ChainCheck,
  type ChainHead,
  type ChainWalk,
  type Checkpoint,
  EMPTY_CHAIN,
} from "../../../domain/audit/chain.ts";
import type { SiteContext, HttpContext } from "../../context.ts";
import { everyShard } from "../../shards/every-shard.ts";

/** Name of the chain of a site's configuration and exports. The others are the shards' consent logs. */
export const SITE_CHAIN = "site";

/** One hash chain of a site. */
export interface Chain {
  readonly name: string;
  check(walk: ChainWalk): Promise<ChainCheck>;
}

/** What walking over a whole chain came to. */
export interface CheckedChain {
  readonly chain: string;
  /** Links that hold. */
  readonly entries: number;
  /** Hash of the last of them. */
  readonly head: string;
  readonly first_bad: number | null;
}

/** The name of a shard without its site. */
export const chainName = (shard: string, site: string): string => shard.slice(site.length + 1);

/** Every chain of a site, its own first. */
export const chainsOf = (c: HttpContext, { snapshot }: SiteContext): Chain[] => {
  const site = siteObject(c.env, snapshot.id);
  return [
    { name: SITE_CHAIN, check: (walk) => site.checkAudit(walk) },
    ...everyShard(c.env, snapshot).map(({ name, shard }) => ({
      name: chainName(name, snapshot.id),
      check: (walk: ChainWalk) => shard.checkConsentLog(walk),
    })),
  ];
};

/** Walks over a chain from its start, in bounded parts. */
export const checkChain = async (chain: Chain, checkpoints: readonly Checkpoint[]): Promise<CheckedChain> => {
  const anchors = checkpoints.flatMap(({ chains }) => chains[chain.name] ?? []);
  let from: ChainHead = EMPTY_CHAIN;
  for (;;) {
    const { reached, firstBad, isOver } = await chain.check({
      from,
      anchors,
      limit: AUDIT_ENTRIES_PER_CHECK,
    });
    if (isOver) {
      return { chain: chain.name, entries: reached.entries, head: reached.hash, first_bad: firstBad };
    }
    from = reached;
  }
};
