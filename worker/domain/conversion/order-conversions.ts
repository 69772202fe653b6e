import type { StoredEvent } from "../profile-state.ts";
import { type Granted } from "../consent/effective.ts";
import { type BrowserFacts, NO_BROWSER } from "./browser-facts.ts";
import { isCollectedFor, mayForward } from "./conversion-gate.ts";
import type { ConversionDestination, ConversionKind } from "./conversion-destination.ts";
import type { ConversionOrder } from "./conversion-order.ts";

/** A platform is told of the browser only what it asks for. */
const factsFor = (kind: ConversionKind, browser: BrowserFacts, measurementId: string): BrowserFacts => {
  const { userAgent, fbp, fbc, ttp, gaClientId, gaSessions } = browser;
  switch (kind) {
    case "meta_conversions":
      return { ...NO_BROWSER, userAgent, fbp, fbc };
    case "tiktok_events":
      return { ...NO_BROWSER, userAgent, ttp };
    case "ga4": {
      const session = gaSessions[measurementId];
      return {
        ...NO_BROWSER,
        gaClientId,
        gaSessions: session === undefined ? {} : { [measurementId]: session },
      };
    }
    case "google_conversions":
      return NO_BROWSER;
  }
};

/** What arrived, and under which consent: what came with it, and what the profile says after it. Both must allow. */
export interface Arrived {
  readonly profile: string;
  readonly events: readonly StoredEvent[];
  readonly browser: BrowserFacts;
  readonly stamped: Granted;
  readonly stored: Granted;
}

/** What new events are to be told to whom. Ids are the caller's to make. */
export const orderConversions = (
  { profile, events, browser, stamped, stored }: Arrived,
  destinations: readonly ConversionDestination[],
  idOf: (destination: string, event: string) => string,
): ConversionOrder[] =>
  destinations.flatMap(({ id: destination, kind, use, types, measurementId }) =>
    mayForward(use, stamped) && mayForward(use, stored)
      ? events
          .filter((event) => types.includes(event.type) && isCollectedFor(use, event))
          .map((event) => ({
            id: idOf(destination, event.id),
            profile,
            origin: profile,
            event: event.id,
            destination,
            use,
            browser: factsFor(kind, browser, measurementId),
          }))
      : [],
  );
