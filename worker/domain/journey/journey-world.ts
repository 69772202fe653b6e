import type { Rule } from "../../../schemas/audience.ts";
import type { JourneyDefinition } from "../../../schemas/journey.ts";
import type { Profile } from "../profile/profile.ts";
import type { MessageOrder } from "./message-order.ts";
import type { SiteJourneys } from "./site-journeys.ts";

/** What running journeys needs to know beside the profile. */
export interface JourneyWorld {
  readonly journeys: SiteJourneys;
  /** The steps of a version that an instance follows; null where they are not kept any more. */
  versionOf(journey: string, version: number): JourneyDefinition | null;
  holds(rule: Rule, profile: Profile, now: number): boolean;
  /** Why a message may not be sent to the contact at all just now; null where it may. */
  obstacleTo(order: MessageOrder, profile: Profile, now: number): SendObstacle | null;
  /** A name for an instance that nobody has. */
  newId(): string;
}

/** Why a message is left out. */
export type SendObstacle =
  | "bot"
  | "no_consent"
  | "suppressed"
  | "topic"
  | "unconfirmed"
  | "no_address"
  | "channel_unknown"
  | "journey_over"
  | "filtered"
  | "converted"
  | "capped";
