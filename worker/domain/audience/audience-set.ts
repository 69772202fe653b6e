import type { CompiledAudience } from "./compiled-audience.ts";
import type { CompiledLeaf } from "./leaf/compiled-leaf.ts";

/** What events of one type can change. */
export interface Reach {
  /** Places in the list of leaves. */
  readonly leaves: readonly number[];
  /** Referenced audiences before those that name them. */
  readonly audiences: readonly CompiledAudience[];
}

/** Event types come from outside: no more of them are remembered than this. */
const REACHES_MAX = 1_000;

/** All audiences of a site, compiled together, so that the same leaf in several of them is evaluated once. */
export class AudienceSet {
  /** Referenced audiences before those that name them. */
  readonly audiences: readonly CompiledAudience[];
  readonly leaves: readonly CompiledLeaf[];
  readonly byId: ReadonlyMap<string, CompiledAudience>;
  /** By audience: its leaves, those of the audiences it names included. */
  readonly #leavesOf: readonly ReadonlySet<number>[];
  readonly #reaches = new Map<string, Reach>();

  constructor(
    audiences: readonly CompiledAudience[],
    leaves: readonly CompiledLeaf[],
    leavesOf: readonly ReadonlySet<number>[],
  ) {
    this.audiences = audiences;
    this.leaves = leaves;
    this.byId = new Map(audiences.map((audience) => [audience.id, audience]));
    this.#leavesOf = leavesOf;
  }

  /** What an event of the type can change: an event that no rule names costs one look-up. */
  reachOf(type: string): Reach {
    const known = this.#reaches.get(type);
    if (known !== undefined) return known;
    const leaves = this.leaves.flatMap(({ reads }, index) => (reads(type) ? [index] : []));
    const audiences = this.audiences.filter(({ position }) =>
      leaves.some((leaf) => this.leavesOf(position).has(leaf)),
    );
    const reach: Reach = { leaves, audiences };
    if (this.#reaches.size < REACHES_MAX) this.#reaches.set(type, reach);
    return reach;
  }

  leavesOf(position: number): ReadonlySet<number> {
    return this.#leavesOf[position] ?? new Set();
  }
}
