/** A snippet of another product, weighed as it is shipped: bytes raw, with `gzip -9` and with `brotli -q 11`. */
export interface Peer {
  readonly name: string;
  /** Of what was weighed; left out where the vendor names none. */
  readonly version?: string;
  /** What it has of: S automatic single-page views, M views by call, C custom events, $ cart verbs, G consent gate, Q queue that survives a page load, R retry, I identify, F forms, B batching, O on-site creatives. */
  readonly has: string;
  readonly raw: number;
  readonly gzip: number;
  readonly brotli: number;
  /** The shipped file in its npm package: weighed anew where the package is installed. */
  readonly file?: string;
}

/** Weighed in November 2026 from the files that the vendors' packages and download servers ship. */
export const PEERS: readonly Peer[] = [
  {
    name: "counterscale",
    version: "3.4.1",
    has: "S",
    raw: 4_898,
    gzip: 1_885,
    brotli: 1_607,
    file: "@counterscale/tracker/dist/loader/tracker.js",
  },
  { name: "goatcounter", has: "M C", raw: 5_670, gzip: 2_189, brotli: 1_852 },
  { name: "umami", version: "3.1.0", has: "S C I", raw: 4_566, gzip: 2_210, brotli: 1_942 },
  {
    name: "plausible",
    version: "0.4.6",
    has: "S C $ F",
    raw: 6_434,
    gzip: 2_681,
    brotli: 2_356,
    file: "@plausible-analytics/tracker/plausible.js",
  },
  {
    name: "openpanel",
    version: "1.4.1",
    has: "S C $ I R",
    raw: 8_929,
    gzip: 3_277,
    brotli: 2_913,
    file: "@openpanel/web/dist/src/tracker.global.js",
  },
  { name: "snowplow lite", version: "4.10.1", has: "M C Q R I B", raw: 54_989, gzip: 18_608, brotli: 16_736 },
  {
    name: "snowplow browser-tracker",
    version: "4.10.1",
    has: "M C Q R I B",
    raw: 51_358,
    gzip: 17_423,
    brotli: 15_642,
    file: "@snowplow/browser-tracker/dist/index.umd.min.js",
  },
  { name: "matomo", version: "5.2", has: "M C $ G B", raw: 67_474, gzip: 21_867, brotli: 19_064 },
  {
    name: "snowplow full",
    version: "4.10.1",
    has: "M C $ G Q R I F B",
    raw: 84_514,
    gzip: 26_327,
    brotli: 23_429,
  },
  { name: "mautic", version: "5.1", has: "C I F O", raw: 96_122, gzip: 26_769, brotli: 23_749 },
  {
    name: "segment",
    version: "1.84",
    has: "M C Q R I F B",
    raw: 114_551,
    gzip: 31_280,
    brotli: 27_445,
    file: "@segment/analytics-next/dist/umd/standalone.js",
  },
  {
    name: "mixpanel",
    version: "2.83",
    has: "S C $ G Q R I F B",
    raw: 104_067,
    gzip: 33_415,
    brotli: 29_489,
    file: "mixpanel-browser/dist/mixpanel.min.js",
  },
  { name: "rudderstack", version: "3", has: "M C G Q R I", raw: 166_708, gzip: 51_666, brotli: 44_870 },
  {
    name: "rudderstack npm",
    version: "3.34.1",
    has: "M C G Q R I",
    raw: 281_999,
    gzip: 72_898,
    brotli: 60_154,
    file: "@rudderstack/analytics-js/dist/npm/modern/umd/index.js",
  },
  { name: "braze with messages", has: "C $ G Q R I B O", raw: 208_724, gzip: 60_491, brotli: 51_019 },
  {
    name: "posthog array.js",
    has: "S C G R I B F O",
    raw: 379_782,
    gzip: 121_971,
    brotli: 102_457,
    file: "posthog-js/dist/array.js",
  },
];
