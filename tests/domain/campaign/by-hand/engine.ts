import type { Cap } from "../../../../schemas/campaign.ts";
import type { ConfirmedState } from "../../../../schemas/decide.ts";
import { allows } from "../../../../worker/domain/campaign/caps.ts";
import { decodeLedger, encodeLedger, type LedgerRow } from "../../../../worker/domain/campaign/codec.ts";
import { confirm } from "../../../../worker/domain/campaign/confirm.ts";
import type { Candidate } from "../../../../worker/domain/campaign/exposure.ts";
import {
  type Ledger,
  newReservation,
  presentIn,
  reserve,
  uniteLedgers,
} from "../../../../worker/domain/campaign/ledger.ts";
import { sessionStart } from "../../../../worker/domain/campaign/session.ts";
import type { WindowView } from "../../../../worker/domain/campaign/window.ts";
import type { Outcome } from "./book.ts";

/** Something that somebody wants to show. */
export interface Wish {
  readonly id: string;
  readonly what: Candidate;
}

/** What caps are asked about. */
export interface Question {
  readonly caps: readonly Cap[];
  readonly zone: string;
  /** When anything happened, in order. */
  readonly activity: readonly number[];
  readonly clock: number;
}

/** All that a ledger does, so that deliberate faults can be put in its place. */
export interface Engine {
  readonly isAllowed: (ledger: Ledger, what: Candidate, question: Question) => boolean;
  /** Wishes that come at the same moment; the ids of those that are granted. */
  readonly reserveAll: (
    engine: Engine,
    ledger: Ledger,
    wishes: readonly Wish[],
    question: Question,
  ) => { readonly ledger: Ledger; readonly granted: readonly string[] };
  readonly confirm: (
    ledger: Ledger,
    id: string,
    state: ConfirmedState,
    clock: number,
  ) => { readonly ledger: Ledger; readonly outcome: Outcome };
  readonly unite: (ours: Ledger, theirs: Ledger) => Ledger;
  readonly restart: (ledger: Ledger) => Ledger;
}

export const viewOf = (ledger: Ledger, { zone, activity, clock }: Question): WindowView => {
  const now = presentIn(ledger, clock);
  return { now, zone, sessionStart: sessionStart(activity, now) };
};

export const reserveOne = (ledger: Ledger, { id, what }: Wish, clock: number): Ledger => {
  const now = presentIn(ledger, clock);
  return reserve(ledger, newReservation(what, id, now), now);
};

export const LEDGER_ENGINE: Engine = {
  isAllowed: (ledger, what, question) => allows(ledger, what, question.caps, viewOf(ledger, question)),
  reserveAll: (engine, before, wishes, question) => {
    let ledger = before;
    const granted: string[] = [];
    for (const wish of wishes) {
      if (!engine.isAllowed(ledger, wish.what, question)) continue;
      ledger = reserveOne(ledger, wish, question.clock);
      granted.push(wish.id);
    }
    return { ledger, granted };
  },
  confirm: (ledger, id, state, clock) => {
    const heard = confirm(ledger, id, state, clock);
    if (heard.kind === "over") return { ledger, outcome: "over" };
    return { ledger: heard.ledger, outcome: heard.isNews ? "news" : "known" };
  },
  unite: uniteLedgers,
  restart: (ledger) => decodeLedger(JSON.parse(JSON.stringify(encodeLedger(ledger))) as LedgerRow | null),
};
