import type { CampaignDefinition, Creative } from "../../../schemas/campaign.ts";
import type { NoDecision } from "../../../schemas/decide.ts";
import { drawByShare } from "./bandit.ts";
import { allows } from "./caps.ts";
import { type Candidate, isFull, isLive } from "./exposure.ts";
import { advance, type Ledger, newGhost, newReservation, placeIn, presentIn, reserve } from "./ledger.ts";
import { isRunning, rotate } from "./rotation.ts";
import type { WindowView } from "./window.ts";

/** A campaign under its id. */
export interface Campaign {
  readonly id: string;
  readonly definition: CampaignDefinition;
}

/** What deciding for one profile needs to know beside its ledger. */
export interface Circumstances {
  /** In the order in which they are tried. */
  readonly campaigns: readonly Campaign[];
  /** Whether the profile is in a campaign's audience, and has not done what the campaign is for. */
  readonly isAimedAt: (campaign: Campaign) => boolean;
  /** A number in [0, 1) for the profile, always the same for a purpose. */
  readonly draw: (purpose: string) => number;
  /** A number in [0, 1) that is another one every time. */
  readonly random: () => number;
  /** Whether the campaign may still be shown to anybody. */
  readonly hasRoom: (campaign: Campaign) => boolean;
  /** The share of each creative of a bandit. */
  readonly sharesOf: (campaign: Campaign) => ReadonlyMap<string, number>;
  /** A name for a reservation that nobody can guess. */
  readonly newId: () => string;
  readonly zone: string;
  readonly sessionStart: number;
}

export type Chosen =
  | {
      readonly kind: "reserved";
      readonly campaign: Campaign;
      readonly creative: Creative;
      readonly id: string;
    }
  | { readonly kind: "none"; readonly reason: NoDecision };

/** Highest priority first, then by id, so that equals do not change places. */
export const inOrder = <One extends Campaign>(campaigns: readonly One[]): One[] =>
  campaigns.toSorted(
    (a, b) => b.definition.priority - a.definition.priority || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );

/** A sequence has one step on its way at a time, in all placements and tabs together. */
const isOnItsWay = (ledger: Ledger, { id, definition }: Campaign, now: number): boolean =>
  definition.rotation === "sequential" &&
  ledger.exposures.some((exposure) => exposure.campaign === id && isLive(exposure, now));

const candidateOf = (campaign: Campaign, creative: Creative, placement: string): Candidate => ({
  campaign: campaign.id,
  creative: creative.id,
  placement,
  channel: "onsite",
});

interface Picked {
  readonly creative: Creative;
  /** How probable it was; null where no chance was in it. */
  readonly probability: number | null;
}

/** The creative of a campaign that its caps allow; null where they allow none. */
const pick = (
  ledger: Ledger,
  campaign: Campaign,
  placement: string,
  { draw, random, sharesOf }: Circumstances,
  view: WindowView,
): Picked | null => {
  if (isFull(ledger.exposures, view.now) || isOnItsWay(ledger, campaign, view.now)) return null;
  const { id, definition } = campaign;
  const isAllowed = (creative: Creative): boolean =>
    allows(ledger, candidateOf(campaign, creative, placement), definition.caps, view);
  const own = definition.rotation === "weighted" ? draw(`rotation ${id}`) : 0;
  const next = rotate(definition, placeIn(ledger, id), own, view.now);
  if (definition.rotation === "bandit") {
    const shares = sharesOf(campaign);
    const drawn = drawByShare(next.filter(isAllowed), (creative) => shares.get(creative.id) ?? 0, random());
    return drawn === null ? null : { creative: drawn.item, probability: drawn.probability };
  }
  const creative = next.find(isAllowed);
  return creative === undefined ? null : { creative, probability: null };
};

/**
 * What is shown in one placement, reserved in the ledger that is given back: check and write are one step, because the
 * ledger is a value. A holdout's exposure is noted and nothing shown.
 */
export const decide = (
  ledger: Ledger,
  placement: string,
  circumstances: Circumstances,
  clock: number,
): { readonly ledger: Ledger; readonly chosen: Chosen } => {
  const { campaigns, isAimedAt, hasRoom, draw, newId, zone, sessionStart } = circumstances;
  const now = presentIn(ledger, clock);
  const view: WindowView = { now, zone, sessionStart };
  let reason: NoDecision = "no_campaign";
  for (const campaign of campaigns) {
    const { id, definition } = campaign;
    const isWanted = definition.placements.includes(placement) && isRunning(definition, now);
    if (!isWanted || !isAimedAt(campaign)) continue;
    const picked = hasRoom(campaign) ? pick(ledger, campaign, placement, circumstances, view) : null;
    if (picked === null) {
      reason = "capped";
      continue;
    }
    const { creative, probability } = picked;
    const candidate = candidateOf(campaign, creative, placement);
    const reservation = newId();
    if (definition.holdout > 0 && draw(`holdout ${id}`) < definition.holdout) {
      const place = advance(placeIn(ledger, id), creative.id, now);
      const noted = reserve(ledger, newGhost(candidate, reservation, now, probability), now);
      return {
        ledger: { ...noted, places: { ...noted.places, [id]: place } },
        chosen: { kind: "none", reason: "holdout" },
      };
    }
    return {
      ledger: reserve(ledger, newReservation(candidate, reservation, now, probability), now),
      chosen: { kind: "reserved", campaign, creative, id: reservation },
    };
  }
  return { ledger, chosen: { kind: "none", reason } };
};
