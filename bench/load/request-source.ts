/** Makes the bytes of requests. Each connection has one request under way, so it has one buffer that is used again. */
export interface RequestSource {
  /** The next request of a connection; valid until the same connection asks again. */
  next(connection: number): Uint8Array;
  /** Hears the body that a connection was answered with status 200; false where it is not a good one. */
  hear(connection: number, body: string): boolean;
  /** How many of what it looks for the answers had, where a request may go well and bring none or several. */
  readonly found?: () => number;
}

/** Cookies of known visitors one after the other, all of the same length. */
export interface SignedCookies {
  readonly cookies: SharedArrayBuffer;
  readonly cookieLength: number;
}

/** Events of visitors. */
export interface BeaconTraffic extends SignedCookies {
  readonly kind: "beacons";
  readonly site: string;
  readonly eventsPerBeacon: number;
}

/** Questions what to show to visitors. */
export interface DecideTraffic extends SignedCookies {
  readonly kind: "decides";
  readonly site: string;
  readonly placements: readonly string[];
  readonly placementsPerCall: number;
  /** Whether the connection says next that what it was given first was seen. */
  readonly isConfirmed: boolean;
}

/** What a load worker is told to send. */
export type Traffic =
  | { readonly kind: "get"; readonly path: string; readonly goodAnswer: string }
  | BeaconTraffic
  | DecideTraffic;
