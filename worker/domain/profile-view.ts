import type { BotMark } from "../../schemas/bot.ts";
import type { DeviceClass } from "../../schemas/audience.ts";
import type { ConsentState, Purpose, RequestRegion } from "../../schemas/consent.ts";
import type { Choices } from "./consent/choices.ts";
import type { ExposureView } from "./decide-rpc.ts";
import type { ProfileKind } from "./identity/profile-id.ts";
import type { OutreachView } from "./outreach/outreach-view.ts";
import type { FoldedEvents, StoredEvent, Touch } from "./profile-state.ts";

/** What we hold on a profile, for those with a key to read it. */
export interface ProfileView {
  readonly profile: string;
  readonly kind: ProfileKind;
  readonly known: boolean;
  readonly first_seen_at: number;
  readonly last_seen_at: number;
  readonly region: RequestRegion;
  readonly device: DeviceClass | null;
  readonly language: string | null;
  readonly account_domain: string | null;
  readonly bot: BotMark | null;
  readonly consent: Choices;
  readonly consent_effective: Readonly<Record<Purpose, ConsentState>>;
  readonly events: readonly EventView[];
  readonly folded: Readonly<Record<string, FoldedEvents>>;
  readonly truncated: boolean;
  readonly touches: readonly Touch[];
  readonly exposures: readonly ExposureView[];
  readonly outreach: OutreachView;
  readonly visitors: readonly string[];
  readonly refused: readonly RefusedEvent[];
}

export type EventView = Pick<StoredEvent, "id" | "type" | "at" | "n"> & StoredEvent["fields"];

export interface RefusedEvent {
  readonly at: number;
  readonly code: string;
}
