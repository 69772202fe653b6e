import type { ConfirmedState } from "../../../schemas/decide.ts";
import { durationMs } from "../../../worker/domain/audience/duration.ts";
import { confirm, type Confirmed } from "../../../worker/domain/campaign/confirm.ts";
import { type Chosen, type Circumstances, decide } from "../../../worker/domain/campaign/decide.ts";
import { isLive } from "../../../worker/domain/campaign/exposure.ts";
import { type Ledger, presentIn, uniteLedgers } from "../../../worker/domain/campaign/ledger.ts";

interface Decided {
  readonly ledger: Ledger;
  readonly chosen: readonly Chosen[];
}

/** What the ledger can do, so that tests can put deliberate faults in its place. */
export interface Engine {
  /** Decides for placements that are asked for at the same moment. */
  readonly decideAll: (
    ledger: Ledger,
    placements: readonly string[],
    circumstances: Circumstances,
    now: number,
  ) => Decided;
  readonly confirm: (ledger: Ledger, id: string, state: ConfirmedState, now: number) => Confirmed;
}

export const ENGINE: Engine = {
  decideAll: (before, placements, circumstances, now) => {
    let ledger = before;
    const chosen = placements.map((placement) => {
      const decided = decide(ledger, placement, circumstances, now);
      ({ ledger } = decided);
      return decided.chosen;
    });
    return { ledger, chosen };
  },
  confirm: (ledger, id, state, now) => confirm(ledger, id, state, now),
};

/** Decides by a ledger that something is missing from, and writes into the whole one. */
const decideWithout = (
  isMissing: (exposure: Ledger["exposures"][number], now: number, circumstances: Circumstances) => boolean,
): Engine => ({
  ...ENGINE,
  decideAll: (before, placements, circumstances, clock) => {
    const now = presentIn(before, clock);
    let ledger = before;
    const chosen = placements.map((placement) => {
      const seen = ledger.exposures.filter((exposure) => !isMissing(exposure, now, circumstances));
      const decided = decide({ ...ledger, exposures: seen }, placement, circumstances, now);
      const isReserved = decided.chosen.kind === "reserved";
      const news = isReserved ? decided.ledger.exposures.slice(-1) : [];
      ledger = { ...ledger, exposures: [...ledger.exposures, ...news], newestAt: now };
      return decided.chosen;
    });
    return { ledger, chosen };
  },
});

/** Faults that a ledger could have. Every one must be caught. */
export const MUTANTS: Readonly<Record<string, Engine>> = {
  "check and write are not atomic": {
    ...ENGINE,
    decideAll: (before, placements, circumstances, now) => {
      const decided = placements.map((placement) => decide(before, placement, circumstances, now));
      return {
        ledger: decided.map(({ ledger }) => ledger).reduce(uniteLedgers, before),
        chosen: decided.map(({ chosen }) => chosen),
      };
    },
  },
  "live reservations are ignored": decideWithout((exposure, now) => isLive(exposure, now)),
  "a late confirmation is accepted": {
    ...ENGINE,
    confirm: (ledger, id, state, now) => {
      const late = ledger.exposures.findIndex((exposure) => exposure.id === id);
      const exposure = ledger.exposures[late];
      if (exposure === undefined) return { kind: "over" };
      const revived = { ...exposure, expiresAt: Math.max(exposure.expiresAt, presentIn(ledger, now) + 1) };
      return ENGINE.confirm({ ...ledger, exposures: ledger.exposures.with(late, revived) }, id, state, now);
    },
  },
  "a duplicate is counted twice": {
    ...ENGINE,
    confirm: (ledger, id, state, now) => {
      const heard = ENGINE.confirm(ledger, id, state, now);
      return heard.kind === "heard" ? { ...heard, isNews: true } : heard;
    },
  },
  "the edge of a window is off by one": decideWithout(({ viewableAt }, now, { campaigns }) =>
    campaigns.some(({ definition }) =>
      definition.caps.some((cap) => cap.window === "sliding" && viewableAt === now - durationMs(cap.per) + 1),
    ),
  ),
};
