import type { Purpose, RegionRule } from "../../schemas/consent.ts";

export interface RulesPreviewRequest {
  readonly rules: readonly RegionRule[];
  /** When to compare them with those in force. */
  readonly at: number;
  /** Last profile of the page before; empty at the start. */
  readonly after: string;
  readonly limit: number;
}

/** How many begin to be something, and how many end to be it. */
export interface Change {
  readonly begin: number;
  readonly end: number;
}

/** What other region rules would change. */
export interface RulesImpact {
  readonly profiles: number;
  /** Profiles with another consent or another membership. */
  readonly changed: number;
  /** Profiles for which a purpose begins or ends to be granted; purposes that nothing changes for are left out. */
  readonly purposes: Readonly<Partial<Record<Purpose, Change>>>;
  readonly memberships: Change;
  /** Profiles that may leave for ad platforms. */
  readonly exports: Change;
  /** Profiles that would lose events because these are kept for a shorter time. */
  readonly trimmed: number;
}

export interface RulesPreviewPage {
  readonly regions: readonly (readonly [region: string, impact: RulesImpact])[];
  /** Where the next page starts; null at the end. */
  readonly next: string | null;
}
