import { RESERVATION_LIFE_MS } from "../../../../schemas/limits.ts";
import { durationMs } from "../../../../worker/domain/audience/duration.ts";
import { occupancy } from "../../../../worker/domain/campaign/caps.ts";
import { type Exposure, isLive } from "../../../../worker/domain/campaign/exposure.ts";
import { type Ledger, presentIn } from "../../../../worker/domain/campaign/ledger.ts";
import { type Engine, LEDGER_ENGINE, reserveOne, viewOf } from "./engine.ts";

const { isAllowed, confirm, unite, restart } = LEDGER_ENGINE;

const withExposures = (ledger: Ledger, change: (exposure: Exposure) => Exposure): Ledger => ({
  ...ledger,
  exposures: ledger.exposures.map(change),
});

const without = (ledger: Ledger, isMissing: (exposure: Exposure) => boolean): Ledger => ({
  ...ledger,
  exposures: ledger.exposures.filter((exposure) => !isMissing(exposure)),
});

const revived = (ledger: Ledger, id: string, clock: number): Ledger =>
  withExposures(ledger, (exposure) =>
    exposure.id === id
      ? { ...exposure, expiresAt: Math.max(exposure.expiresAt, presentIn(ledger, clock) + 1) }
      : exposure,
  );

/** Faults that a ledger could have, each of which must be caught. */
export const LEDGER_MUTANTS: Readonly<Record<string, Partial<Engine>>> = {
  "check and write are not atomic": {
    reserveAll: (engine, before, wishes, question) => {
      const allowed = wishes.filter(({ what }) => engine.isAllowed(before, what, question));
      const ledger = allowed.reduce((after, wish) => reserveOne(after, wish, question.clock), before);
      return { ledger, granted: allowed.map(({ id }) => id) };
    },
  },
  "live reservations are ignored": {
    isAllowed: (ledger, what, question) => {
      const now = presentIn(ledger, question.clock);
      return isAllowed(
        without(ledger, (exposure) => isLive(exposure, now)),
        what,
        question,
      );
    },
  },
  "a late confirmation is accepted": {
    confirm: (ledger, id, state, clock) =>
      state === "viewable"
        ? confirm(revived(ledger, id, clock), id, state, clock)
        : confirm(ledger, id, state, clock),
  },
  "what was released can be renewed": {
    confirm: (ledger, id, state, clock) =>
      state === "renewed"
        ? confirm(revived(ledger, id, clock), id, state, clock)
        : confirm(ledger, id, state, clock),
  },
  "a duplicate is counted twice": {
    confirm: (ledger, id, state, clock) => {
      const heard = confirm(ledger, id, state, clock);
      const twice = ledger.exposures.filter((exposure) => exposure.id === id && state === "viewable");
      if (heard.outcome !== "known") return heard;
      const copies = twice.map((exposure) => ({ ...exposure, id: `${id} again` }));
      return { ...heard, ledger: { ...ledger, exposures: [...ledger.exposures, ...copies] } };
    },
  },
  "a window ends a moment too early": {
    isAllowed: (ledger, what, question) => {
      const now = presentIn(ledger, question.clock);
      const isEdge = (at: number | null): boolean =>
        question.caps.some((cap) => cap.window === "sliding" && at === now - durationMs(cap.per) + 1);
      return isAllowed(
        without(ledger, ({ viewableAt }) => isEdge(viewableAt)),
        what,
        question,
      );
    },
  },
  "a window ends a moment too late": {
    isAllowed: (ledger, what, question) => {
      const view = viewOf(ledger, question);
      return question.caps.every((cap) => {
        const now = cap.window === "sliding" ? view.now - 1 : view.now;
        return occupancy(ledger, what, cap, { ...view, now }) < cap.limit;
      });
    },
  },
  "days are those of Greenwich": {
    isAllowed: (ledger, what, question) => isAllowed(ledger, what, { ...question, zone: "UTC" }),
  },
  "a session never ends": {
    isAllowed: (ledger, what, question) => isAllowed(ledger, what, { ...question, activity: [0] }),
  },
  "a clock that steps back is believed": {
    confirm: (ledger, id, state, clock) => confirm({ ...ledger, newestAt: 0 }, id, state, clock),
  },
  "what goes out by another channel is not seen": {
    isAllowed: (ledger, what, question) =>
      isAllowed(
        without(ledger, ({ channel }) => channel !== what.channel),
        what,
        question,
      ),
  },
  "one cap of several is enough": {
    isAllowed: (ledger, what, question) =>
      question.caps.some((cap) => isAllowed(ledger, what, { ...question, caps: [cap] })),
  },
  "uniting forgets what is live on the other side": {
    unite: (ours, theirs) =>
      unite(
        ours,
        without(theirs, (exposure) => isLive(exposure, theirs.newestAt)),
      ),
  },
  "uniting forgets which side was further in time": {
    unite: (ours, theirs) => ({ ...unite(ours, theirs), newestAt: ours.newestAt }),
  },
  "a restart forgets renewals": {
    restart: (ledger) =>
      withExposures(restart(ledger), (exposure) => ({
        ...exposure,
        expiresAt: Math.min(exposure.expiresAt, exposure.reservedAt + RESERVATION_LIFE_MS),
      })),
  },
};
