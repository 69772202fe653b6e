/** What the shop's server needs from Halley. The entry brings it; a test can bring something else. */
export interface ShopPorts {
  /** Calls Halley's server API as the admin: GET without a body, POST with one. */
  askHalley: (path: string, body?: object) => Promise<Response>;
  /** The visitor whose signed cookie the request carries, or null. */
  readVisitor: () => string | null;
  /** The time that every rule sees, epoch milliseconds, and whether the shop may move it. */
  readClock: () => Promise<{ now: number; isManual: boolean }>;
}
