import type { CalendarPeriod, Cap, Counted } from "../../../../schemas/campaign.ts";
import type { ConfirmedState } from "../../../../schemas/decide.ts";
import type { Candidate } from "../../../../worker/domain/campaign/exposure.ts";
import { isSameScope, periodName } from "../checker.ts";

const MINUTE_MS = 60_000;
const LIFE_MS = MINUTE_MS;
const SESSION_GAP_MS = 30 * MINUTE_MS;
const UNIT_MS = { s: 1_000, m: MINUTE_MS, h: 60 * MINUTE_MS, d: 1_440 * MINUTE_MS };

/** What a confirmation comes to. `known`: the same was said before. */
export type Outcome = "news" | "known" | "over";

interface Entry {
  readonly id: string;
  owner: number;
  readonly what: Candidate;
  openUntil: number;
  readonly happened: Partial<Record<Counted | "clicked", number>>;
}

/**
 * Everything that was ever reserved and confirmed, in one list from which nothing is taken out, and the rules of caps read off
 * it one entry after the other. Knows nothing of ledgers.
 */
export class Book {
  readonly #entries: Entry[] = [];
  /** Times of pages, by owner. */
  readonly #pages: { owner: number; readonly at: number }[] = [];
  readonly #newest = new Map<number, number>();
  readonly #names = new Map<string, string>();
  readonly #zone: string;

  constructor(zone: string) {
    this.#zone = zone;
  }

  /** A clock that steps back does not take anybody back. */
  present(owner: number, clock: number): number {
    return Math.max(clock, this.#newest.get(owner) ?? 0);
  }

  visit(owner: number, at: number): void {
    this.#pages.push({ owner, at });
  }

  /** Every time at which something happened to an owner, in order. */
  activity(owner: number): number[] {
    const pages = this.#pages.filter((page) => page.owner === owner).map(({ at }) => at);
    const shown = this.#of(owner).flatMap(({ happened: { reserved, rendered, viewable } }) => [
      reserved,
      rendered,
      viewable,
    ]);
    return [...pages, ...shown.filter((at) => at !== undefined)].toSorted((a, b) => a - b);
  }

  /** Whether every cap has room for one more. */
  hasRoom(owner: number, what: Candidate, caps: readonly Cap[], clock: number): boolean {
    const now = this.present(owner, clock);
    return caps.every((cap) => {
      const activity = cap.window === "session" ? this.activity(owner) : [];
      const taken = this.#of(owner).filter(
        (entry) => isSameScope(cap, what, entry.what) && this.#takes(entry, cap, now, activity),
      );
      return taken.length + 1 <= cap.limit;
    });
  }

  reserve(id: string, owner: number, what: Candidate, clock: number): void {
    const now = this.present(owner, clock);
    this.#newest.set(owner, now);
    this.#entries.push({ id, owner, what, openUntil: now + LIFE_MS, happened: { reserved: now } });
  }

  confirm(id: string, state: ConfirmedState, clock: number): Outcome {
    const entry = this.#entries.find((one) => one.id === id);
    if (entry === undefined) return "over";
    const now = this.present(entry.owner, clock);
    const outcome = this.#outcome(entry, state, now);
    if (outcome !== "news") return outcome;
    this.#newest.set(entry.owner, now);
    if (state === "renewed") entry.openUntil = now + LIFE_MS;
    else if (state === "released") entry.openUntil = now;
    else entry.happened[state] = now;
    // What is seen or clicked was drawn.
    if (state === "viewable" || state === "clicked") entry.happened.rendered ??= now;
    return "news";
  }

  merge(into: number, from: number): void {
    this.#newest.set(into, Math.max(this.present(into, 0), this.present(from, 0)));
    for (const one of [...this.#entries, ...this.#pages]) if (one.owner === from) one.owner = into;
  }

  ownerOf(id: string): number {
    return this.#entries.find((one) => one.id === id)?.owner ?? -1;
  }

  /** What was counted of an owner's, as the checker of windows wants it. */
  noted(owner: number) {
    return this.#of(owner).flatMap(({ id, what, happened }) =>
      (["reserved", "rendered", "viewable"] as const).flatMap((counted) => {
        const at = happened[counted];
        return at === undefined ? [] : [{ ...what, id, at, counted }];
      }),
    );
  }

  #of(owner: number): Entry[] {
    return this.#entries.filter((entry) => entry.owner === owner);
  }

  #isOpen({ happened, openUntil }: Entry, now: number): boolean {
    return happened.viewable === undefined && now < openUntil;
  }

  #outcome(entry: Entry, state: ConfirmedState, now: number): Outcome {
    const { happened } = entry;
    const isOpen = this.#isOpen(entry, now);
    if (state === "released") return isOpen ? "news" : "known";
    if (state === "renewed") return isOpen ? "news" : happened.viewable === undefined ? "over" : "known";
    if (happened[state] !== undefined) return "known";
    const isInTime = isOpen || (state === "clicked" && happened.viewable !== undefined);
    return isInTime ? "news" : "over";
  }

  #takes(entry: Entry, cap: Cap, now: number, activity: readonly number[]): boolean {
    const at = entry.happened[cap.counts];
    return at === undefined ? this.#isOpen(entry, now) : this.#isInWindow(at, cap, now, activity);
  }

  #isInWindow(at: number, cap: Cap, now: number, activity: readonly number[]): boolean {
    switch (cap.window) {
      case "sliding":
        return now - at < Number(cap.per.slice(0, -1)) * UNIT_MS[cap.per.slice(-1) as keyof typeof UNIT_MS];
      case "calendar":
        return this.#nameOf(at, cap.per) === this.#nameOf(now, cap.per);
      case "session": {
        const between = [at, ...activity.filter((time) => time >= at && time <= now), now];
        return between.every((time, index) => time - (between[index - 1] ?? time) <= SESSION_GAP_MS);
      }
      case "lifetime":
        return true;
    }
  }

  #nameOf(at: number, period: CalendarPeriod): string {
    const key = `${period} ${at}`;
    const name = this.#names.get(key) ?? periodName(at, period, this.#zone);
    this.#names.set(key, name);
    return name;
  }
}
