import type { Profile } from "../domain/profile/profile.ts";

/** Characters of stored text whose profiles a shard keeps parsed; parsed they take about four times as much. */
const CACHE_MAX_LENGTH = 4_194_304;

interface Cached {
  readonly profile: Profile;
  readonly length: number;
  /** Of the ledger, which is part of the length. */
  readonly ledgerLength: number;
}

/** The profiles used last, so that a visitor's second beacon reads and parses nothing. */
export class ProfileCache {
  readonly #entries = new Map<string, Cached>();
  #length = 0;

  get(id: string): Profile | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    return entry.profile;
  }

  /** Without counting as a use. */
  peek(id: string): Profile | undefined {
    return this.#entries.get(id)?.profile;
  }

  set(profile: Profile, length: number, ledgerLength: number): void {
    this.delete(profile.id);
    this.#entries.set(profile.id, { profile, length, ledgerLength });
    this.#length += length;
    for (const id of this.#entries.keys()) {
      if (this.#length <= CACHE_MAX_LENGTH) break;
      this.delete(id);
    }
  }

  /** A profile of which only the ledger has become another. */
  setLedger(profile: Profile, ledgerLength: number): void {
    const { length = 0, ledgerLength: before = 0 } = this.#entries.get(profile.id) ?? {};
    this.set(profile, length - before + ledgerLength, ledgerLength);
  }

  delete(id: string): void {
    this.#length -= this.#entries.get(id)?.length ?? 0;
    this.#entries.delete(id);
  }

  clear(): void {
    this.#entries.clear();
    this.#length = 0;
  }
}
