import { decodeProfile, type ProfileRow, recallLog } from "../domain/profile/codec.ts";
import { knownLogText } from "../domain/profile/log-text.ts";
import type { Profile } from "../domain/profile/profile.ts";

/** Characters of stored text that a shard keeps in memory. */
export const CACHE_MAX_LENGTH = 16_777_216;

/** Profiles that stay parsed: what one group of requests touches, and a page's next request. */
export const PARSED_MAX = 64;

/** A row, and how much of its history is the log; null where that is not known. */
interface KeptRow {
  readonly row: ProfileRow;
  readonly logLength: number | null;
}

const readKept = ({ row, logLength }: KeptRow): Profile => {
  const profile = decodeProfile(row);
  if (logLength !== null) recallLog(profile.history, row.history, logLength);
  return profile;
};

const lengthOf = ({ head, history, ledger }: ProfileRow): number =>
  head.length + history.length + (ledger?.length ?? 0);

/** Moves an entry to the end, where what was used last stands. */
const refresh = <V>(entries: Map<string, V>, id: string, value: V): void => {
  entries.delete(id);
  entries.set(id, value);
};

/**
 * The profiles used last, so that a visitor's second beacon reads nothing. The very last ones stay parsed, the others are
 * text: thousands of parsed profiles are millions of objects, which the collector of garbage goes through again and again.
 */
export class ProfileCache {
  readonly #rows = new Map<string, KeptRow>();
  readonly #parsed = new Map<string, Profile>();
  #length = 0;

  get(id: string): Profile | undefined {
    const kept = this.#rows.get(id);
    if (kept === undefined) return undefined;
    const profile = this.#parsed.get(id) ?? readKept(kept);
    refresh(this.#rows, id, kept);
    this.#keepParsed(profile);
    return profile;
  }

  /** Without counting as a use. */
  peek(id: string): Profile | undefined {
    const parsed = this.#parsed.get(id);
    if (parsed !== undefined) return parsed;
    const kept = this.#rows.get(id);
    return kept === undefined ? undefined : readKept(kept);
  }

  set(profile: Profile, row: ProfileRow): void {
    this.delete(profile.id);
    this.#rows.set(profile.id, { row, logLength: knownLogText(profile.history.log)?.length ?? null });
    this.#length += lengthOf(row);
    this.#keepParsed(profile);
    for (const id of this.#rows.keys()) {
      if (this.#length <= CACHE_MAX_LENGTH) break;
      this.delete(id);
    }
  }

  /** A profile of which only the ledger has become another. */
  setLedger(profile: Profile, ledger: string | null): void {
    const kept = this.#rows.get(profile.id);
    if (kept !== undefined) this.set(profile, { ...kept.row, ledger });
  }

  delete(id: string): void {
    const kept = this.#rows.get(id);
    if (kept === undefined) return;
    this.#length -= lengthOf(kept.row);
    this.#rows.delete(id);
    this.#parsed.delete(id);
  }

  clear(): void {
    this.#rows.clear();
    this.#parsed.clear();
    this.#length = 0;
  }

  #keepParsed(profile: Profile): void {
    refresh(this.#parsed, profile.id, profile);
    for (const id of this.#parsed.keys()) {
      if (this.#parsed.size <= PARSED_MAX) break;
      this.#parsed.delete(id);
    }
  }
}
