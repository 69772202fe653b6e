import type { DailyResults } from "./campaign/fatigue.ts";
import type { ConfirmedState, Decision } from "../../schemas/decide.ts";

/** What a request says of whom something is to be shown. */
export interface Spectator {
  readonly profile: string;
  /** Whether the request denies what is stored: then nothing is shown. */
  readonly isDenied: boolean;
  /** Global Privacy Control of the browser; null where a server speaks for it. */
  readonly gpc: boolean | null;
  /** The browser that asks; null where a server with a key does. What is told it must not speak of somebody else. */
  readonly browser: string | null;
}

export interface DecideCall extends Spectator {
  readonly placements: readonly string[];
  readonly wantsAudiences: boolean;
}

export interface ConfirmCall extends Spectator {
  /** Name of the reservation, checked. */
  readonly id: string;
  readonly state: ConfirmedState;
}

/** Reservations in it are bare names, which the Worker signs. */
export interface Decided {
  readonly decisions: readonly Decision[];
  /** Audiences that may be handed to ad platforms; empty where they were not asked for. */
  readonly audiences: readonly string[];
  readonly now: number;
}

export type ConfirmOutcome =
  | { readonly kind: "heard"; readonly counted: boolean; readonly expiresAt: number | null }
  | { readonly kind: "over" };

/** What a campaign showed, or would have shown a holdout (`ghost`). Times are epoch milliseconds. */
export interface ExposureView {
  readonly campaign: string;
  readonly creative: string;
  readonly placement: string;
  readonly channel: string;
  readonly reserved_at: number;
  readonly rendered_at: number | null;
  readonly viewable_at: number | null;
  readonly clicked_at: number | null;
  readonly ghost: boolean;
  /** How probably a bandit would choose it; null where no chance was in it. */
  readonly probability: number | null;
}

/** What the object that holds profiles does for campaigns. */
export interface CampaignShardRpc {
  /** One decision for each placement, reserved on disk when it resolves. */
  decide(call: DecideCall, siteVersion: number): Promise<Decided>;
  confirm(call: ConfirmCall, siteVersion: number): Promise<ConfirmOutcome>;
  /** How the creatives of a campaign did with this shard's profiles. */
  creativeResults(campaign: string): Promise<readonly DailyResults[]>;
}
