/** Where a hash chain stands: how many links it has, and the hash of the last (SHA-256, hex). */
export interface ChainHead {
  readonly entries: number;
  readonly hash: string;
}

/** A chain without links. */
export const EMPTY_CHAIN: ChainHead = { entries: 0, hash: "0".repeat(64) };

/** One part of a walk over a chain. */
export interface ChainWalk {
  /** Where the part before ended; {@link EMPTY_CHAIN} at the start. */
  readonly from: ChainHead;
  /** Heads that the chain once had: it must still contain them. */
  readonly anchors: readonly ChainHead[];
  readonly limit: number;
}

/** What a part of a walk came to. */
export interface ChainCheck {
  readonly reached: ChainHead;
  /** Number of the first link that was changed, moved or is missing; null while none was met. */
  readonly firstBad: number | null;
  readonly isOver: boolean;
}

/** The heads of all chains of a site at one moment. */
export interface Checkpoint {
  readonly site: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** By the name of the chain. */
  readonly chains: Readonly<Record<string, ChainHead>>;
}
