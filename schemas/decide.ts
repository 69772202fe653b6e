import * as z from "zod";
import type { CreativeContent } from "./campaign.ts";
import { AnonymousId } from "./collect.ts";
import { ArrivedSignals } from "./consent-signals.ts";
import { ConsentStamp } from "./consent.ts";
import { PLACEMENTS_PER_DECISION_MAX } from "./limits.ts";
import { EpochMs, Slug } from "./text.ts";

const placements = z.array(Slug).min(1).max(PLACEMENTS_PER_DECISION_MAX);

/** Body of `POST /h/{site}/d`. What it says of consent can only take away from what is stored. */
export const DecideRequest = z
  .object({
    /** None only where audiences are asked for. */
    placements: placements.optional(),
    /** Whether to name the audiences that may be handed to the ad stack of the page. */
    audiences: z.boolean().optional(),
    sent_at: EpochMs.optional(),
    consent: ConsentStamp.optional(),
    consent_at: EpochMs.optional(),
    gpc: z.boolean().optional(),
    signals: ArrivedSignals.optional(),
  })
  .refine(({ placements: asked, audiences }) => asked !== undefined || audiences === true, {
    error: "asks for nothing",
    path: ["placements"],
  });
export type DecideRequest = z.infer<typeof DecideRequest>;

/** Whom a server decides for: one of the two. */
const stated = {
  visitor: z.string().max(64).optional(),
  anonymous_id: AnonymousId.optional(),
};

/** Body of `POST /v1/sites/{site}/decide`. */
export const ServerDecideRequest = z.object({ placements, ...stated });
export type ServerDecideRequest = z.infer<typeof ServerDecideRequest>;

/** Why nothing is shown. */
export const NoDecision = z.enum(["no_campaign", "capped", "no_consent", "holdout"]);
export type NoDecision = z.infer<typeof NoDecision>;

/** What is to be shown in a placement. */
export interface Served {
  placement: string;
  campaign: string;
  creative: string;
  content: CreativeContent;
  closable: boolean;
  /** To be handed back with every confirmation. */
  reservation: string;
  /** Epoch milliseconds by the server's clock; a renewal moves it. */
  expires_at: number;
}
export type Decision = Served | { placement: string; none: NoDecision };

export interface DecideAnswer {
  /** In the order of the request. */
  decisions: Decision[];
  /** Where they were asked for: the profile's audiences, none where it may not leave for ad platforms. */
  audiences?: string[];
  /** The server's clock, which `expires_at` is by. */
  now: number;
}

/** What became of a reserved creative. */
export const ConfirmedState = z.enum(["rendered", "viewable", "clicked", "renewed", "released"]);
export type ConfirmedState = z.infer<typeof ConfirmedState>;

const confirmation = { reservation: z.string().max(128), state: ConfirmedState };

/** Body of `POST /h/{site}/c`. */
export const ConfirmRequest = z.object(confirmation);
export type ConfirmRequest = z.infer<typeof ConfirmRequest>;

/** Body of `POST /v1/sites/{site}/confirm`. */
export const ServerConfirmRequest = z.object({ ...confirmation, ...stated });
export type ServerConfirmRequest = z.infer<typeof ServerConfirmRequest>;

export interface ConfirmAnswer {
  /** Whether this was news: the same said again is not, and does no harm. */
  counted: boolean;
  /** When the reservation ends; null once it has. */
  expires_at: number | null;
}
