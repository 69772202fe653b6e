import type { AudienceDefinition } from "../../schemas/audience.ts";

/** Asks what a definition would find; nothing is saved. */
export interface PreviewRequest {
  readonly id: string;
  readonly definition: AudienceDefinition;
  /** Saved audiences whose common members are counted. */
  readonly overlap: readonly string[];
  /** Last profile of the page before; empty at the start. */
  readonly after: string;
  readonly limit: number;
}

/** Totals of one page of profiles. */
export interface PreviewPage {
  readonly profiles: number;
  readonly members: number;
  readonly entries: number;
  readonly exits: number;
  /** Some of the members. */
  readonly sample: readonly string[];
  /** Common members, in the order of the request. */
  readonly overlap: readonly number[];
  /** Where the next page starts; null at the end. */
  readonly next: string | null;
}
