import type { OpenedDestination } from "../../../worker/domain/destination/destination-parts.ts";
import type { DestinationPorts } from "../../../worker/outbox/destination/destination-ports.ts";

export const NOW = Date.UTC(2026, 10, 25, 12);

export const portsOf = (rest: Partial<DestinationPorts> = {}): DestinationPorts => ({
  now: () => NOW,
  signWebhook: () => "",
  digest: (text) => `digest of ${text.length}`,
  signAssertion: async ({ iss }) => `assertion of ${iss}`,
  tokens: new Map(),
  isTrial: true,
  ...rest,
});

export const meta = (base_url: string): OpenedDestination<"meta_conversions"> => ({
  id: "meta",
  kind: "meta_conversions",
  status: "live",
  events: ["purchase"],
  pixel_id: "1234",
  access_token: "EAAB",
  version: "v25.0",
  data_processing_options: [],
  base_url,
});

export const tiktok = (base_url: string): OpenedDestination<"tiktok_events"> => ({
  id: "tiktok",
  kind: "tiktok_events",
  status: "live",
  events: ["purchase"],
  event_source_id: "CABC",
  access_token: "tt-token",
  base_url,
});

export const ga4 = (base_url: string): OpenedDestination<"ga4"> => ({
  id: "ga",
  kind: "ga4",
  status: "live",
  events: ["purchase"],
  measurement_id: "G-ABCDE12345",
  api_secret: "s/cr&t",
  region: "global",
  base_url,
});

const account = { account_type: "GOOGLE_ADS", account_id: "1234567890" } as const;

export const google = (base_url: string): OpenedDestination<"google_conversions"> => ({
  id: "google",
  kind: "google_conversions",
  status: "live",
  events: ["purchase"],
  operating_account: account,
  conversion_action_id: "555",
  client_email: "halley@shop.iam.gserviceaccount.com",
  private_key: "a key",
  base_url,
});
