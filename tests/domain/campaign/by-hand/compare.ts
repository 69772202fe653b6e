import type { Cap } from "../../../../schemas/campaign.ts";
import { EMPTY_LEDGER, type Ledger } from "../../../../worker/domain/campaign/ledger.ts";
import { exceeded } from "../checker.ts";
import { Book } from "./book.ts";
import type { Engine, Question, Wish } from "./engine.ts";
import type { Happening } from "./happenings.ts";

const ZONE = "Europe/Berlin";
/** The evening before Berlin has an hour twice. */
const EVENING = Date.UTC(2026, 9, 24, 20);

/** What the engine and the book do not agree on, and every cap that was exceeded in the end. */
export interface Comparison {
  readonly disagreements: readonly string[];
  readonly exceeded: readonly unknown[];
}

/** Lets things happen to the engine's ledgers and writes them into a book, until the two do not agree. */
export const compare = (
  engine: Engine,
  firstCaps: readonly Cap[],
  story: readonly Happening[],
): Comparison => {
  const book = new Book(ZONE);
  const ledgers: Ledger[] = [EMPTY_LEDGER, EMPTY_LEDGER, EMPTY_LEDGER];
  const owners = [0, 1, 2];
  const ids: string[] = [];
  const disagreements: string[] = [];
  let [clock, caps] = [EVENING, firstCaps];
  const ledgerOf = (owner: number): Ledger => ledgers[owner] ?? EMPTY_LEDGER;

  const want = (owner: number, wishes: readonly Wish[]): void => {
    const question: Question = { caps, zone: ZONE, activity: book.activity(owner), clock };
    const { ledger, granted } = engine.reserveAll(engine, ledgerOf(owner), wishes, question);
    ledgers[owner] = ledger;
    for (const { id, what } of wishes) {
      const hasRoom = book.hasRoom(owner, what, caps, clock);
      if (hasRoom !== granted.includes(id))
        disagreements.push(`${id}: ${hasRoom ? "refused for no reason" : "there was no room"}`);
      if (!granted.includes(id)) continue;
      book.reserve(id, owner, what, clock);
      ids.push(id);
    }
  };

  const say = (id: string, { state }: Extract<Happening, { kind: "say" }>): void => {
    const owner = book.ownerOf(id);
    const { ledger, outcome } = engine.confirm(ledgerOf(owner), id, state, clock);
    ledgers[owner] = ledger;
    const expected = book.confirm(id, state, clock);
    if (outcome !== expected) disagreements.push(`${id} ${state}: ${outcome} instead of ${expected}`);
  };

  for (const [index, one] of story.entries()) {
    if (disagreements.length > 0) break;
    switch (one.kind) {
      case "wait":
        clock += one.ms;
        break;
      case "visit": {
        const owner = owners[one.browser] ?? 0;
        // Never before the newest grant: one that is heard of late can make one session of two, when both were filled.
        book.visit(owner, book.present(owner, clock));
        break;
      }
      case "want":
        want(
          owners[one.browser] ?? 0,
          one.what.map((what, nth) => ({ id: `r${index}-${nth}`, what })),
        );
        break;
      case "say": {
        const id = ids[ids.length - 1 - (one.back % Math.max(1, ids.length))];
        if (id !== undefined) for (let time = 0; time < one.times; time += 1) say(id, one);
        break;
      }
      case "merge": {
        const [into = 0, from = 0] = [owners[one.into], owners[one.from]];
        if (into === from) break;
        ledgers[into] = engine.unite(ledgerOf(into), ledgerOf(from));
        ledgers[from] = EMPTY_LEDGER;
        book.merge(into, from);
        for (const [browser, owner] of owners.entries()) if (owner === from) owners[browser] = into;
        break;
      }
      case "edit":
        caps = one.caps;
        break;
      case "restart":
        for (const [owner, ledger] of ledgers.entries()) ledgers[owner] = engine.restart(ledger);
        break;
    }
  }
  const held = new Map(["boots", "coats"].map((campaign) => [campaign, caps] as const));
  const isOneStory = story.every(({ kind }) => kind !== "merge" && kind !== "edit");
  const over = isOneStory
    ? owners.flatMap((owner) => exceeded(book.noted(owner), held, book.activity(owner), ZONE))
    : [];
  return { disagreements, exceeded: over };
};
