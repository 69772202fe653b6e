/** What a destination said when it was tried out. */
export interface DestinationTrial {
  readonly outcome: "delivered" | "refused" | "failed";
  /** A stable code: `auth_failed`, `meta_190`; null where all is well. */
  readonly reason: string | null;
}
