import { isMember, type MembershipChange } from "./membership-changes.ts";
import type { Profile } from "./profile.ts";

/** The end of every membership of a visitor that became a contact. */
export const departures = (visitor: Profile, now: number): MembershipChange[] =>
  Object.entries(visitor.head.standings)
    .filter(([, standing]) => isMember(standing))
    .map(([audience, { version }]) => ({
      audience,
      version,
      op: "exit",
      at: now,
      reason: "identified",
      isLive: true,
    }));
