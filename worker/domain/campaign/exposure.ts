import type { CapScope, Counted } from "../../../schemas/campaign.ts";
import type { Medium } from "../../../schemas/channel-medium.ts";
import { LIVE_RESERVATIONS_MAX } from "../../../schemas/limits.ts";

/** Where and how something may be shown: pages, and the messages of journeys. */
export type AdChannel = "onsite" | Medium;

/** What is to be shown, as caps see it. */
export interface Candidate {
  readonly campaign: string;
  readonly creative: string;
  readonly placement: string;
  readonly channel: AdChannel;
}

/** What a provider can report of a message, once each. */
export type ReportKind = "delivered" | "bounced" | "complained" | "unsubscribed";

/** One creative that was reserved for a profile, and what became of it. Times are epoch milliseconds. */
export interface Exposure extends Candidate {
  readonly id: string;
  readonly reservedAt: number;
  /** Up to when it may be confirmed. */
  readonly expiresAt: number;
  readonly renderedAt: number | null;
  readonly viewableAt: number | null;
  readonly clickedAt: number | null;
  /** Of a holdout: it would have been shown. */
  readonly isGhost: boolean;
  /** How probably a bandit would choose it; null where no chance was in it. */
  readonly probability: number | null;
  /** Of a message: what its provider reported so far; left out where that is nothing. */
  readonly reports?: readonly ReportKind[];
}

/** Whether it may still be seen, and so holds its place under every cap. */
export const isLive = ({ viewableAt, expiresAt }: Exposure, now: number): boolean =>
  viewableAt === null && expiresAt > now;

/** Whether so much is reserved that no more can be: a bound on what one browser can make us hold. */
export const isFull = (exposures: readonly Exposure[], now: number): boolean =>
  exposures.length >= LIVE_RESERVATIONS_MAX &&
  exposures.filter((exposure) => isLive(exposure, now)).length >= LIVE_RESERVATIONS_MAX;

/** When what a cap counts happened; null where it did not. */
export const countedAt = (exposure: Exposure, counts: Counted): number | null => {
  switch (counts) {
    case "viewable":
      return exposure.viewableAt;
    case "rendered":
      return exposure.renderedAt;
    case "reserved":
      return exposure.reservedAt;
  }
};

/** Names everything that a cap of a scope counts together with a candidate. A slug has no space. */
export const scopeKey = (scope: CapScope, { campaign, creative, placement, channel }: Candidate): string => {
  switch (scope) {
    case "creative":
      return `creative ${campaign} ${creative}`;
    case "campaign":
      return `campaign ${campaign}`;
    case "placement":
      return `placement ${placement}`;
    case "channel":
      return `channel ${channel}`;
    case "site":
      return "site";
  }
};

/** Whether a cap of a scope counts both together. */
export const isTogether = (scope: CapScope, a: Candidate, b: Candidate): boolean => {
  switch (scope) {
    case "creative":
      return a.creative === b.creative && a.campaign === b.campaign;
    case "campaign":
      return a.campaign === b.campaign;
    case "placement":
      return a.placement === b.placement;
    case "channel":
      return a.channel === b.channel;
    case "site":
      return true;
  }
};
