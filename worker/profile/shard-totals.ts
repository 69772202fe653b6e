import { TOTAL_EXHAUSTED_MS } from "../../schemas/limits.ts";
import type { Campaign } from "../domain/campaign/decide.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { TotalStore } from "./total-store.ts";

/** Asks the site for a part of a campaign's total; resolves with how many it gave. */
export type LeaseTotal = (campaign: string) => Promise<number>;

/** Fetches leases before they are needed: nothing can be asked of another object inside of a transaction. */
export class ShardTotals {
  readonly #store: TotalStore;
  readonly #group: GroupCommit;
  readonly #lease: LeaseTotal;
  readonly #asked = new Map<string, Promise<void>>();
  /** Campaigns of which nothing was left: the definition then, and when that was. */
  readonly #exhausted = new Map<string, { readonly definition: object; readonly at: number }>();

  constructor(store: TotalStore, group: GroupCommit, lease: LeaseTotal) {
    this.#store = store;
    this.#group = group;
    this.#lease = lease;
  }

  /** Sees to it that whatever of the campaigns has a total has something left of it here, as far as there is. */
  async prepare(campaigns: readonly Campaign[], now: number): Promise<void> {
    const wanting = campaigns.filter(
      (campaign) => campaign.definition.total !== null && !this.#isExhausted(campaign, now),
    );
    await Promise.all(wanting.map((campaign) => this.#ask(campaign, now)));
  }

  #isExhausted({ id, definition }: Campaign, now: number): boolean {
    const known = this.#exhausted.get(id);
    return (
      known !== undefined && known.definition === definition && Math.abs(known.at - now) < TOTAL_EXHAUSTED_MS
    );
  }

  /** Decisions at the same moment wait for one answer. */
  #ask(campaign: Campaign, now: number): Promise<void> {
    const asked = this.#asked.get(campaign.id) ?? this.#refill(campaign, now);
    this.#asked.set(campaign.id, asked);
    return asked;
  }

  async #refill({ id, definition }: Campaign, now: number): Promise<void> {
    try {
      if ((await this.#group.run(() => this.#store.left(id, now))) > 0) return;
      const given = await this.#lease(id);
      if (given > 0) await this.#group.run(() => this.#store.grant(id, given));
      else this.#exhausted.set(id, { definition, at: now });
    } finally {
      this.#asked.delete(id);
    }
  }
}
