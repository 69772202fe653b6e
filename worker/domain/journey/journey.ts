import type { JourneyDefinition } from "../../../schemas/journey.ts";

/** A journey as it was saved at one version. */
export interface Journey {
  readonly id: string;
  readonly version: number;
  readonly definition: JourneyDefinition;
}
