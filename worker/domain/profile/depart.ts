import { type ExitReason, isMember, type MembershipChange } from "./membership-changes.ts";
import type { Profile } from "./profile.ts";

/** The end of every membership of a profile that is no more. */
export const departures = ({ head }: Profile, now: number, reason: ExitReason): MembershipChange[] =>
  Object.entries(head.standings)
    .filter(([, standing]) => isMember(standing))
    .map(([audience, { version }]) => ({
      audience,
      version,
      op: "exit",
      at: now,
      reason,
      isLive: true,
    }));
