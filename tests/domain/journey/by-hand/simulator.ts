import type { Rule } from "../../../../schemas/audience.ts";
import { Cap } from "../../../../schemas/campaign.ts";
import { JourneyDefinition, type Send, type Step } from "../../../../schemas/journey.ts";
import type { Candidate } from "../../../../worker/domain/campaign/exposure.ts";
import { Book } from "../../campaign/by-hand/book.ts";
import { isSameScope } from "../../campaign/checker.ts";
import type { Input } from "./stories.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: MINUTE, h: HOUR, d: DAY };
const msOf = (text: string): number => Number(text.slice(0, -1)) * (UNIT_MS[text.slice(-1)] ?? 0);

export interface Heard {
  readonly type: string;
  readonly at: number;
  readonly cart: string | null;
}

/** What a journey does next. A message is named by where it stands. */
type Move =
  | { readonly kind: "wait"; readonly ms: number; readonly until: string | null }
  | { readonly kind: "choose"; readonly rules: readonly Rule[] }
  | { readonly kind: "send"; readonly send: Send; readonly name: string }
  | { readonly kind: "stop" };

/** Walks through steps as a person would read them; is told which list of a branch to take, -1 is `else`. */
function* walk(steps: readonly Step[], before = ""): Generator<Move, boolean, number> {
  for (const [index, step] of steps.entries()) {
    const name = `${before}${index}`;
    if ("wait" in step) yield { kind: "wait", ms: msOf(step.wait), until: null };
    else if ("wait_until" in step) {
      yield { kind: "wait", ms: msOf(step.timeout), until: step.wait_until.event };
    } else if ("send" in step) yield { kind: "send", send: step.send, name };
    else if ("stop" in step) {
      yield { kind: "stop" };
      return true;
    } else {
      const taken = yield { kind: "choose", rules: step.branch.map((one) => one.if) };
      const list = taken < 0 ? (step.else ?? []) : (step.branch[taken]?.then ?? []);
      if (yield* walk(list, `${name}.${taken < 0 ? "e" : taken}.`)) return true;
    }
  }
  return false;
}

interface Walker {
  readonly journey: string;
  readonly cart: string | null;
  readonly enteredAt: number;
  readonly number: number;
  /** The journey as it was at the entry. */
  readonly followed: JourneyDefinition;
  readonly moves: Generator<Move, boolean, number>;
  move: Move;
  since: number;
  /** When the present move is over, but for what was heard since. */
  end: number;
  heard: Heard[];
}

export interface Simulated {
  readonly step: string;
  readonly journey: string;
  readonly cart: string | null;
  readonly at: number;
}

const clock = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Europe/Berlin",
  hour: "2-digit",
  minute: "2-digit",
});

/**
 * Journeys of one contact, from what their parts mean: looked at minute by minute, with everything that was ever heard, sent
 * and shown in lists from which nothing is taken out. Knows nothing of the engine. All times are full minutes.
 */
export class Simulator {
  now: number;
  isStopped = false;
  readonly sent: Simulated[] = [];
  readonly #definitions = new Map<string, JourneyDefinition>();
  readonly #entries: { journey: string; cart: string | null; at: number; walker: Walker }[] = [];
  readonly #heard: Heard[] = [];
  readonly #exits = new Map<number, number>();
  #walkers: Walker[] = [];
  readonly book = new Book("Europe/Berlin");
  readonly #shown: { readonly id: string; readonly what: Candidate; readonly at: number; isLeft: boolean }[] =
    [];
  #numbers = 0;

  constructor(start: number) {
    this.now = start;
  }

  edit(journey: string, input: Input): void {
    this.#definitions.set(journey, JourneyDefinition.parse({ name: journey, ...input }));
  }

  show(what: Candidate): void {
    this.#note(`x${this.#shown.length}`, what);
    this.#leave();
  }

  /** When each instance that was ended by an event ended. */
  get exits(): ReadonlyMap<number, number> {
    return this.#exits;
  }

  hear(events: readonly Heard[]): void {
    this.#heard.push(...events);
    for (const event of events.toSorted((a, b) => a.at - b.at)) {
      for (const walker of this.#walkers) this.#tell(walker, event);
      this.#walkers = this.#walkers.filter(({ number }) => !this.#exits.has(number));
      for (const [journey, definition] of this.#definitions) this.#enter(journey, definition, event);
    }
    this.look();
  }

  wait(ms: number, isPunctual: boolean): void {
    const until = this.now + ms;
    if (isPunctual) {
      // What was missed before is made up for first.
      if (this.#walkers.some((walker) => this.#endOf(walker) <= this.now)) this.look();
      while (this.now < until) {
        this.now += MINUTE;
        if (this.#walkers.some((walker) => this.#endOf(walker) <= this.now)) this.look();
      }
    }
    this.now = until;
  }

  /** Everything that is due is done. */
  look(): void {
    for (;;) {
      const due = this.#walkers.filter((walker) => this.#endOf(walker) <= this.now);
      const rank = ({ journey }: Walker) => this.#definitions.get(journey)?.priority ?? 0;
      const [first] = due.toSorted((a, b) => rank(b) - rank(a) || this.#endOf(a) - this.#endOf(b));
      if (first === undefined) break;
      this.#step(first);
    }
    this.#leave();
  }

  #step(walker: Walker): void {
    const newest = this.#definitions.get(walker.journey);
    if (newest?.status !== "live") {
      walker.since = this.#sinceOf(walker);
      walker.end = this.now + HOUR;
      walker.heard = [];
      return;
    }
    const { move } = walker;
    if (move.kind === "stop") this.#remove(walker);
    else if (move.kind === "wait") this.#next(walker, this.#endOf(walker));
    else if (move.kind === "choose") {
      const taken = move.rules.findIndex((rule) => this.#holds(rule));
      this.#next(walker, walker.end, taken);
    } else this.#send(walker, move, newest);
  }

  #send(walker: Walker, move: Extract<Move, { kind: "send" }>, newest: JourneyDefinition): void {
    if (newest.filter !== null && !this.#holds(newest.filter)) {
      this.#remove(walker);
      return;
    }
    const what: Candidate = {
      campaign: `j:${walker.journey}`,
      creative: move.name,
      placement: move.send.channel,
      channel: move.send.channel === "sms" ? "sms" : "email",
    };
    const until = this.isStopped && what.channel === "email" ? null : this.#freeFrom(what, newest);
    if (until === this.now) {
      this.sent.push({ step: move.name, journey: walker.journey, cart: walker.cart, at: this.now });
      this.#note(`m${this.sent.length}`, what);
    }
    if (until === null || until === this.now || until > walker.since + 7 * DAY) this.#next(walker, this.now);
    else walker.end = until;
  }

  /** When a message may go: now, later, or never. */
  #freeFrom(
    what: Candidate,
    { quiet_hours: quiet, caps, over_cap: policy }: JourneyDefinition,
  ): number | null {
    if (quiet !== null) {
      const { from, to } = quiet;
      let at = this.now;
      for (; ; at += MINUTE) {
        const shown = clock.format(at);
        const isQuiet = from < to ? shown >= from && shown < to : shown >= from || shown < to;
        if (!isQuiet) break;
      }
      if (at > this.now) return at;
    }
    const full = caps.filter((cap) => !this.book.hasRoom(0, what, [cap], this.now));
    if (full.length === 0) return this.now;
    if (policy === "skip" || full.some(({ limit, window }) => limit === 0 || window === "lifetime"))
      return null;
    return Math.max(...full.map((cap) => this.#roomIn(cap, what)));
  }

  #roomIn(cap: Cap, what: Candidate): number {
    if (cap.window !== "sliding") return this.now + 15 * MINUTE;
    const same = this.#shown.filter((one) => isSameScope(cap, what, one.what));
    const counts = (one: (typeof same)[number], at: number): boolean =>
      one.isLeft || cap.counts === "reserved" ? at - one.at < msOf(cap.per) : at - this.now < 15 * MINUTE;
    let at = this.now;
    while (same.filter((one) => counts(one, at)).length >= cap.limit) at += MINUTE;
    return at;
  }

  #next(walker: Walker, at: number, taken = -1): void {
    const { value: move, done } = walker.moves.next(taken);
    if (done === true) this.#remove(walker);
    else this.#arrive(walker, move, at);
  }

  #arrive(walker: Walker, move: Move, at: number): void {
    walker.move = move;
    walker.since = at;
    walker.end = at + (move.kind === "wait" ? move.ms : 0);
    walker.heard = this.#heard.filter((event) => event.at > at);
  }

  #remove(walker: Walker): void {
    this.#walkers = this.#walkers.filter((other) => other !== walker);
  }

  #enter(journey: string, definition: JourneyDefinition, event: Heard): void {
    const { enter, key, reentry, reentry_after: pause, filter, status } = definition;
    if (status !== "live" || !("event" in enter) || enter.event !== event.type) return;
    if (event.at < this.now - 3 * DAY) return;
    const cart = key === null ? null : event.cart;
    const before = this.#entries.filter((one) => one.journey === journey && one.cart === cart);
    if (before.length > 0) {
      if (reentry === "never") return;
      if (reentry === "after_exit" && before.some(({ walker }) => this.#walkers.includes(walker))) return;
      const newest = Math.max(...before.map(({ at }) => at));
      if (event.at <= newest || event.at < newest + (pause === null ? 0 : msOf(pause))) return;
    }
    if (filter !== null && !this.#holds(filter)) return;
    const moves = walk(definition.steps);
    const { value: move, done } = moves.next(-1);
    if (done === true) return;
    this.#numbers += 1;
    const walker: Walker = {
      journey,
      cart,
      enteredAt: event.at,
      number: this.#numbers,
      followed: definition,
      moves,
      move,
      since: event.at,
      end: event.at,
      heard: [],
    };
    this.#arrive(walker, move, event.at);
    this.#entries.push({ journey, cart, at: event.at, walker });
    this.#walkers.push(walker);
    for (const other of this.#heard) if (other.at > event.at) this.#endBy(walker, other);
    this.#walkers = this.#walkers.filter(({ number }) => !this.#exits.has(number));
  }

  #isAbout(walker: Walker, event: Heard): boolean {
    return walker.cart === null || event.cart === null || event.cart === walker.cart;
  }

  #endBy(walker: Walker, event: Heard): void {
    const { exit } = this.#definitions.get(walker.journey) ?? { exit: null };
    const exits = exit === null ? [] : [exit].flat();
    if (event.at < walker.enteredAt || !exits.some((one) => one.event === event.type)) return;
    if (this.#isAbout(walker, event)) this.#exits.set(walker.number, this.now);
  }

  #tell(walker: Walker, event: Heard): void {
    this.#endBy(walker, event);
    if (event.at >= walker.since && !walker.heard.includes(event)) walker.heard.push(event);
  }

  /** Where the present wait began, after all changes, and where it ends. */
  #spanOf(walker: Walker): { since: number; end: number } {
    const { move, cart, followed } = walker;
    let [since, end] = [walker.since, walker.end];
    if (move.kind !== "wait") return { since, end };
    for (const event of walker.heard.toSorted((a, b) => a.at - b.at)) {
      if (event.at >= end) continue;
      if (move.until !== null) {
        if (event.type === move.until && this.#isAbout(walker, event)) end = event.at;
      } else if (cart !== null && event.cart === cart && followed.restart_on.includes(event.type)) {
        if (event.at > since) [since, end] = [event.at, event.at + move.ms];
      }
    }
    return { since, end };
  }

  #endOf(walker: Walker): number {
    return this.#spanOf(walker).end;
  }

  #sinceOf(walker: Walker): number {
    return this.#spanOf(walker).since;
  }

  #holds(rule: Rule): boolean {
    if ("not" in rule) return !this.#holds(rule.not);
    if (!("event" in rule)) throw new Error("a rule that no story has");
    const { event, within } = rule;
    const from = within === undefined ? -Infinity : this.now - msOf(within);
    return this.#heard.some(({ type, at }) => type === event && at > from && at <= this.now);
  }

  #note(id: string, what: Candidate): void {
    this.book.reserve(id, 0, what, this.now);
    this.#shown.push({ id, what, at: this.now, isLeft: false });
  }

  /** What was ordered leaves at once. */
  #leave(): void {
    for (const one of this.#shown) {
      if (!one.isLeft) this.book.confirm(one.id, "viewable", this.now);
      one.isLeft = true;
    }
  }
}
