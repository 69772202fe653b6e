/** A product whose npm package ships what a page loads, and how its manual starts it. */
export interface PagePeer {
  readonly name: string;
  /** In `node_modules`. */
  readonly file: string;
  /** Attributes of its script element. */
  readonly attributes?: string;
  /** In front of the file: what its inline snippet would have left on the page. */
  readonly before?: string;
  /** Behind the file: starts it, and makes `trackPurchase`. */
  readonly after?: string;
}

/** All of them report page views by themselves, and are told to talk to the page's own server. */
export const PAGE_PEERS: readonly PagePeer[] = [
  {
    // It has no events.
    name: "counterscale",
    file: "@counterscale/tracker/dist/loader/tracker.js",
    attributes: `id=counterscale-script data-site-id=bench data-report-localhost=true`,
  },
  {
    name: "plausible",
    file: "@plausible-analytics/tracker/plausible.js",
    attributes: "type=module",
    after: `init({ domain: "shop.example", endpoint: "/sink/plausible", captureOnLocalhost: true, logging: false });
window.trackPurchase = () => track("Purchase", { revenue: { amount: 89.9, currency: "EUR" } });`,
  },
  {
    name: "openpanel",
    file: "@openpanel/web/dist/src/tracker.global.js",
    before: `window.op = { q: [["init", { apiUrl: "/sink/openpanel", clientId: "bench", trackScreenViews: true }]] };`,
    after: `window.trackPurchase = () => window.op("revenue", 8990, { currency: "EUR" });`,
  },
  {
    name: "snowplow",
    file: "@snowplow/browser-tracker/dist/index.umd.min.js",
    after: `snowplowBrowserTracking.newTracker("sp", location.origin + "/sink", { appId: "bench" });
snowplowBrowserTracking.trackPageView();
window.trackPurchase = () => snowplowBrowserTracking.trackStructEvent({ category: "shop", action: "purchase", label: "T-1", value: 89.9 });`,
  },
  {
    name: "mixpanel",
    file: "mixpanel-browser/dist/mixpanel.min.js",
    before: `window.mixpanel = Object.assign([], { __SV: 1.2, _i: [["bench", { api_host: location.origin + "/sink/mixpanel", track_pageview: true }, "mixpanel"]] });`,
    after: `window.trackPurchase = () => mixpanel.track("Purchase", { value: 89.9, currency: "EUR" });`,
  },
  {
    name: "posthog",
    file: "posthog-js/dist/array.js",
    before: `window.posthog = Object.assign([], { __SV: 1, _i: [["bench", { api_host: location.origin + "/sink/posthog" }, "posthog"]] });`,
    after: `window.trackPurchase = () => posthog.capture("Purchase", { value: 89.9, currency: "EUR" });`,
  },
];
