/** Makes the bytes of requests. Each connection has one request under way, so it has one buffer that is used again. */
export interface RequestSource {
  /** The next request of a connection; valid until the same connection asks again. */
  next(connection: number): Uint8Array;
  /** How the body of a good answer starts: anything else is an error. */
  readonly goodAnswer: string;
}

/** What a load worker is told to send. */
export type Traffic =
  | { readonly kind: "get"; readonly path: string; readonly goodAnswer: string }
  | {
      readonly kind: "beacons";
      readonly site: string;
      /** Cookies one after the other, all of the same length. */
      readonly cookies: SharedArrayBuffer;
      readonly cookieLength: number;
      readonly eventsPerBeacon: number;
    };
