import type { MembershipChange } from "../domain/profile/membership-changes.ts";

export const ENTERED = "audience.entered";
const EXITED = "audience.exited";

/** A message to one channel that is not in the outbox yet. */
export interface OutboxEntry {
  readonly channel: string;
  readonly body: string;
}

/** Channels that are told of an audience's entries and exits. */
export type ChannelsOf = (audience: string) => readonly string[];

/** Thin: who, where, when and why; what a profile is made of is asked for with a key. */
const bodyOf = (
  site: string,
  profile: string,
  { audience, version, op, at, reason }: MembershipChange,
): string =>
  JSON.stringify({
    type: op === "enter" ? ENTERED : EXITED,
    timestamp: new Date(at).toISOString(),
    data: { site, audience, version, profile, at, reason },
  });

/** One message per channel for each change that happened now; never for those that a walk over history makes. */
export const notificationsOf = (
  site: string,
  profile: string,
  changes: readonly MembershipChange[],
  channelsOf: ChannelsOf,
): OutboxEntry[] =>
  changes
    .filter(({ isLive }) => isLive)
    .flatMap((change) =>
      channelsOf(change.audience).map((channel) => ({ channel, body: bodyOf(site, profile, change) })),
    );
