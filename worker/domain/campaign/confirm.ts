import type { ConfirmedState } from "../../../schemas/decide.ts";
import { RESERVATION_LIFE_MS } from "../../../schemas/limits.ts";
import { type Exposure, isLive } from "./exposure.ts";
import { advance, type Ledger, placeIn, presentIn } from "./ledger.ts";

export type Confirmed =
  /** `isNews` is false where the same was said before. */
  | {
      readonly kind: "heard";
      readonly ledger: Ledger;
      readonly isNews: boolean;
      readonly expiresAt: number | null;
    }
  /** Too late, or never reserved. */
  | { readonly kind: "over" };

/** The exposure after a confirmation; itself where it says nothing new; null where it comes too late. */
const confirmed = (exposure: Exposure, state: ConfirmedState, now: number): Exposure | null => {
  const { renderedAt, viewableAt, clickedAt } = exposure;
  const isOpen = isLive(exposure, now);
  switch (state) {
    case "rendered":
      if (renderedAt !== null) return exposure;
      return isOpen ? { ...exposure, renderedAt: now } : null;
    case "viewable":
      if (viewableAt !== null) return exposure;
      return isOpen ? { ...exposure, renderedAt: renderedAt ?? now, viewableAt: now } : null;
    case "clicked":
      if (clickedAt !== null) return exposure;
      // What was seen stays on the page after its reservation, and can be clicked there.
      return isOpen || viewableAt !== null
        ? { ...exposure, renderedAt: renderedAt ?? now, clickedAt: now }
        : null;
    case "renewed":
      if (isOpen) return { ...exposure, expiresAt: now + RESERVATION_LIFE_MS };
      return viewableAt === null ? null : exposure;
    case "released":
      return isOpen ? { ...exposure, expiresAt: now } : exposure;
  }
};

/** Hears what became of a reservation. */
export const confirm = (ledger: Ledger, id: string, state: ConfirmedState, clock: number): Confirmed => {
  const now = presentIn(ledger, clock);
  const index = ledger.exposures.findIndex((exposure) => exposure.id === id);
  const before = ledger.exposures[index];
  const after = before === undefined ? null : confirmed(before, state, now);
  if (before === undefined || after === null) return { kind: "over" };
  const expiresAt = isLive(after, now) ? after.expiresAt : null;
  if (after === before) return { kind: "heard", ledger, isNews: false, expiresAt };
  const { campaign, creative } = after;
  const isSeen = before.viewableAt === null && after.viewableAt !== null;
  const place = advance(placeIn(ledger, campaign), creative, now);
  return {
    kind: "heard",
    ledger: {
      ...ledger,
      exposures: ledger.exposures.with(index, after),
      places: isSeen ? { ...ledger.places, [campaign]: place } : ledger.places,
      newestAt: now,
    },
    isNews: true,
    expiresAt,
  };
};
