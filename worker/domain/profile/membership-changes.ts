import type { Head, Standing } from "./profile.ts";

/** Why a membership ended. */
export type ExitReason =
  "left" | "expired" | "converted" | "consent_withdrawn" | "identified" | "flagged" | "deleted" | "erased";

/** One entry or exit. */
export interface MembershipChange {
  readonly audience: string;
  readonly version: number;
  readonly op: "enter" | "exit";
  readonly at: number;
  readonly reason: ExitReason | null;
  /**
   * Something happened, time passed, or consent is gone. False where only a definition or rule was changed: nobody is
   * messaged for that.
   */
  readonly isLive: boolean;
}

type Standings = Head["standings"];

export const isMember = (standing: Standing | undefined): boolean =>
  standing !== undefined && standing.enteredAt !== null;

/** By own name only: an audience may be called `constructor`. */
export const standingIn = (standings: Standings, audience: string): Standing | undefined =>
  Object.hasOwn(standings, audience) ? standings[audience] : undefined;

/** Standings, and whether their members count: exports tell only of those that may leave. */
export interface Side {
  readonly standings: Standings;
  readonly counts: boolean;
}

/** What a change says of itself beside who it is about. */
export interface ChangeContext {
  readonly reasonOf: (audience: string, standing: Standing) => ExitReason;
  readonly isLive: boolean;
  readonly now: number;
}

/** Entries and exits between two sides. */
export const membershipChanges = (
  before: Side,
  after: Side,
  { reasonOf, isLive, now }: ChangeContext,
): MembershipChange[] => {
  const changes: MembershipChange[] = [];
  for (const audience of new Set([...Object.keys(before.standings), ...Object.keys(after.standings)])) {
    const was = standingIn(before.standings, audience);
    const is = standingIn(after.standings, audience);
    const wasIn = before.counts && was !== undefined && isMember(was);
    const isIn = after.counts && is !== undefined && isMember(is);
    if (isIn && !wasIn) {
      const at = isMember(was) ? now : (is.enteredAt ?? now);
      changes.push({ audience, version: is.version, op: "enter", at, reason: null, isLive });
    } else if (wasIn && !isIn) {
      const reason = reasonOf(audience, was);
      // Whoever was told of the entry must stop, whether the visitor or a rule says so.
      const isTold = isLive || reason === "consent_withdrawn";
      changes.push({ audience, version: was.version, op: "exit", at: now, reason, isLive: isTold });
    }
  }
  return changes;
};
