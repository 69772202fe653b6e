import type { Fault } from "../audience/definition/faults.ts";
import { audiencesOf, type DestinationSettings } from "./destination-parts.ts";

interface Destination {
  readonly id: string;
  readonly settings: DestinationSettings;
}

/** Ids of the destinations that an audience is pushed to. */
export const destinationsNaming = (audience: string, destinations: readonly Destination[]): string[] =>
  destinations.filter(({ settings }) => audiencesOf(settings).includes(audience)).map(({ id }) => id);

/** Audiences that a destination names and that the site does not have. */
export const destinationFaults = (
  settings: DestinationSettings,
  audiences: readonly { readonly id: string }[],
): Fault[] =>
  audiencesOf(settings).flatMap((audience, index) =>
    audiences.some(({ id }) => id === audience)
      ? []
      : [{ pointer: `/audiences/${index}`, reason: "is no audience of this site" }],
  );

/** Finds the destinations that an audience is pushed to. */
export type DestinationFinder = (audience: string) => readonly string[];

const NONE: readonly string[] = [];

export const createDestinationFinder = (destinations: readonly Destination[]): DestinationFinder => {
  const byAudience = new Map<string, string[]>();
  for (const { id, settings } of destinations) {
    for (const audience of audiencesOf(settings)) {
      byAudience.set(audience, [...(byAudience.get(audience) ?? []), id]);
    }
  }
  return (audience) => byAudience.get(audience) ?? NONE;
};
